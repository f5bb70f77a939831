// Names of constants and variables, and notes on threads, in explanations.

#include "heapgate/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "dump_lines.hpp"
#include "explain/facts.hpp"
#include "heapgate/explain.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kArrayClass = 1;
constexpr int kShop = 2;
constexpr int kThreadClass = 3;
constexpr int kHolder = 10;
constexpr int kMiddle = 11;
constexpr int kFirst = 100;
constexpr int kEach = 5;  // objects that come between two dumps

std::string address(int number) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%x", 0x10000 + 40 * number);
  return text;
}

std::vector<int> items(int dump) {
  std::vector<int> numbers;
  for (int i = 0; i < kEach * (dump + 1); ++i) numbers.push_back(kFirst + i);
  return numbers;
}

class NamesTest : public testing::Test {
 protected:
  // Three dumps of objects of line 7; `holders` adds what refers to them.
  void explain(const std::function<void(DumpLines&, int dump)>& holders, const std::string& names,
               const std::string& type = "OBJECT", int class_number = 0) {
    std::vector<DumpLines> dumps(3);
    for (int dump = 0; dump < 3; ++dump) {
      DumpLines& lines = dumps[static_cast<std::size_t>(dump)];
      lines.klass(kArrayClass, "Array").klass(kThreadClass, "Thread");
      holders(lines, dump);
      for (const int number : items(dump)) {
        const int came = (number - kFirst) / kEach;
        lines.add({number, type, 7, came + 1, {}, 0, class_number});
      }
    }
    const std::vector<Process> processes = test::read_again(folder_, dumps);
    if (!names.empty()) folder_.write("3.json.names", std::string(kNamesHeader) + names + "end\n");
    if (!names.empty()) folder_.write("2.json.names", std::string(kNamesHeader) + names + "end\n");
    groups_ = place(diff(processes).groups, {});
    std::vector<GroupKey> watched;
    for (const PlacedGroup& placed : groups_) watched.push_back(placed.group.key);
    const std::size_t leaking = watched.size();
    const References references(processes, {watched, matchers_, leaking}, {});
    told_ = references.groups();
    leaks_ = references.explain(groups_).leaks;
    ASSERT_THAT(leaks_, SizeIs(1));
  }
  // An old array of line 3 that holds them all, below the class Shop.
  void explain_array(const std::string& names) {
    explain(
        [](DumpLines& lines, int dump) {
          lines.root("vm", {kShop}).klass(kShop, "Shop", {kHolder});
          lines.add({kHolder, "ARRAY", 3, 1, items(dump), 0, kArrayClass});
        },
        names);
  }
  [[nodiscard]] const Holder& holder() const { return leaks_[0].holders.front(); }

  test::TempFolder folder_;
  std::vector<PlacedGroup> groups_;
  std::vector<Matcher> matchers_;
  std::vector<GroupReferences> told_;
  std::vector<ExplainedLeak> leaks_;
};

TEST_F(NamesTest, AHolderHasItsVariable) {
  explain_array(address(kHolder) + "\tclass_variable\tShop.@@all\n");
  EXPECT_EQ(holder().name, "Array app.rb:3");
  EXPECT_EQ(holder().variable, "Shop.@@all");
  EXPECT_EQ(holder().below, "");
  EXPECT_THAT(leaks_[0].path, ElementsAre("root vm", "class Shop", "Shop.@@all (Array app.rb:3)"));
}

TEST_F(NamesTest, WithoutANamesFileThereIsNone) {
  explain_array("");
  EXPECT_EQ(holder().variable, "");
  EXPECT_THAT(leaks_[0].path, ElementsAre("root vm", "class Shop", "Array app.rb:3"));
}

TEST_F(NamesTest, OfSeveralAConstantCountsAndTheShortest) {
  explain_array(address(kHolder) + "\tglobal\t$a\n" + address(kHolder) + "\tconstant\tShop::ALL_OF_THEM\n" +
                address(kHolder) + "\tconstant\tShop::ALL\n" + address(kHolder) +
                "\tinstance_variable\tS.@a\n");
  EXPECT_EQ(holder().variable, "Shop::ALL");
}

// Of two workers, each with an Array of its own.
TEST(HolderFacts, OfProcessesShareAVariableIfItHasTheSameName) {
  const auto worker = [](const std::string& variable, std::uint64_t held) {
    Facts facts;
    HolderFacts& holder = facts.leaks.emplace_back().holders["Array app.rb:3"];
    holder.holder.variable = variable;
    holder.holder.objects = 1;
    holder.holder.references = {1, 2, 3};
    holder.most = held;
    return facts;
  };
  Facts same = worker("Shop::CARTS", 5);
  same.add(worker("Shop::CARTS", 9));
  EXPECT_TRUE(same.leaks[0].holders.begin()->second.holder.shares_variable);
  Facts two = worker("Thread \"a\"[:trail]", 5);
  two.add(worker("Thread \"b\"[:trail]", 9));
  EXPECT_FALSE(two.leaks[0].holders.begin()->second.holder.shares_variable);
  EXPECT_EQ(two.leaks[0].holders.begin()->second.holder.variable, "Thread \"b\"[:trail]");
}

TEST_F(NamesTest, AHolderWithoutOneIsBelowTheNearest) {
  const auto chain = [](DumpLines& lines, int dump) {
    lines.root("vm", {kShop}).klass(kShop, "Shop", {kMiddle});
    lines.add({kMiddle, "OBJECT", 4, 1, {kHolder}});
    lines.add({kHolder, "ARRAY", 3, 1, items(dump), 0, kArrayClass});
  };
  explain(chain, address(kMiddle) + "\tconstant\tShop::HANDLER\n");
  EXPECT_EQ(holder().variable, "");
  EXPECT_EQ(holder().below, "Shop::HANDLER");
}

// The class is known by its own name: that a variable refers to something with the class in it says nothing.
TEST_F(NamesTest, AClassInBetweenEndsTheSearch) {
  const auto chain = [](DumpLines& lines, int dump) {
    lines.root("vm", {kMiddle}).klass(kShop, "Shop", {kHolder});
    lines.add({kMiddle, "OBJECT", 4, 1, {kShop}});
    lines.add({kHolder, "ARRAY", 3, 1, items(dump), 0, kArrayClass});
  };
  explain(chain, address(kMiddle) + "\tconstant\tCONFIG\n");
  EXPECT_EQ(holder().below, "");
}

// The head of a list that is put in front: the class that refers to it does not grow.
TEST_F(NamesTest, WhatIsReplacedNamesTheVariableOfItsClass) {
  const auto replaced = [](DumpLines& lines, int dump) {
    lines.root("vm", {kShop}).klass(kShop, "Shop", {kHolder + 10 + dump});
    lines.add({kHolder + 10 + dump, "ARRAY", 3, dump + 1, items(dump), 0, kArrayClass});
  };
  explain(replaced, address(kHolder + 12) + "\tinstance_variable\tShop.@carts\n");
  EXPECT_EQ(holder().name, "class Shop");
  EXPECT_EQ(holder().variable, "Shop.@carts");
}

TEST_F(NamesTest, AGlobalThatIsReplacedIsNamedThoughNothingOldHoldsIt) {
  const auto replaced = [](DumpLines& lines, int dump) {
    lines.root("global_tbl", {kHolder + 10 + dump});
    lines.add({kHolder + 10 + dump, "ARRAY", 3, dump + 1, items(dump), 0, kArrayClass});
  };
  explain(replaced, address(kHolder + 12) + "\tglobal\t$carts\n");
  EXPECT_THAT(leaks_[0].holders, IsEmpty());
  EXPECT_EQ(leaks_[0].outside_variables.at("global_tbl"), "$carts");
  explain(replaced, address(kHolder + 13) + "\tglobal\t$others\n");
  EXPECT_THAT(leaks_[0].outside_variables, IsEmpty());
}

TEST_F(NamesTest, AMatcherFindsAVariable) {
  matchers_.push_back(Matcher(Matcher::Subject::holder, {"Shop.@@a*"}));
  matchers_.push_back(Matcher(Matcher::Subject::holder, {"Shop.@@b*"}));
  explain_array(address(kHolder) + "\tclass_variable\tShop.@@all\n");
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].group.key.line != 7U) continue;
    EXPECT_THAT(told_[i].below, ElementsAre(2U * kEach, 0U));
  }
}

TEST_F(NamesTest, ThreadsThatLeakSayWhatTheyAreAt) {
  std::string notes;
  for (const int number : items(2)) {
    notes +=
        address(number) + (number % 4 == 0 ? "\tthread\t\trun\tb.rb:2\n" : "\tthread\t\tsleep\ta.rb:1\n");
  }
  const auto by_vm = [](DumpLines& lines, int dump) { lines.root("vm", items(dump)); };
  explain(by_vm, notes, "DATA", kThreadClass);
  EXPECT_TRUE(leaks_[0].are_threads);
  ASSERT_THAT(leaks_[0].threads, SizeIs(2));
  EXPECT_EQ(leaks_[0].threads[0].status, "sleep");
  EXPECT_EQ(leaks_[0].threads[0].site, "a.rb:1");
  EXPECT_EQ(leaks_[0].threads[0].threads, 8U);
  EXPECT_EQ(leaks_[0].threads[1].threads, 2U);
}

TEST_F(NamesTest, OtherObjectsAreNoThreads) {
  explain_array(address(kFirst + 12) + "\tthread\ta\tsleep\ta.rb:1\n");
  EXPECT_FALSE(leaks_[0].are_threads);
  EXPECT_THAT(leaks_[0].threads, IsEmpty());
}

}  // namespace
}  // namespace heapgate
