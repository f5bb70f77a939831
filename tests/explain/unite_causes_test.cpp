#include "explain/unite_causes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class UniteCausesTest : public testing::Test {
 protected:
  /// A leak of one group; gives its index. Line 0: without a site.
  ExplainedLeak& leak(std::uint32_t line, const std::vector<std::uint64_t>& live,
                      const std::string& type = "OBJECT") {
    Group group;
    group.key.class_name = "Item";
    group.key.type = type;
    if (line != 0) group.key.file = "app.rb";
    if (line != 0) group.key.line = line;
    for (const std::uint64_t objects : live) group.live.push_back({objects, objects});
    group.leaked.objects = live[1] - live[0];
    groups_.push_back(group);
    ExplainedLeak& added = leaks_.emplace_back();
    added.group = groups_.size() - 1;
    added.outside["vm"] = 1;
    return added;
  }
  static void hold(ExplainedLeak& leak, const std::string& name, bool grows = true) {
    Holder holder;
    holder.name = name;
    holder.grows = grows;
    holder.references = {1, 2, 3};
    leak.holders = {holder};
    leak.path = {"root vm", name};
  }
  void unite() { unite_causes(leaks_, place(groups_, {})); }
  [[nodiscard]] std::vector<Tie> ties() const {
    std::vector<Tie> ties;
    for (const LeakFollower& follower : leaks_.at(0).followers) ties.push_back(follower.tie);
    return ties;
  }

  std::vector<Group> groups_;
  std::vector<ExplainedLeak> leaks_;
};

TEST_F(UniteCausesTest, OneLineThatAllocatesAsManyOfBoth) {
  leak(3, {10, 20, 30});
  leak(3, {0, 20, 40});
  unite();
  ASSERT_THAT(leaks_, SizeIs(1));
  EXPECT_EQ(leaks_[0].group, 0U);
  EXPECT_THAT(ties(), ElementsAre(Tie::site));
  EXPECT_EQ(leaks_[0].followers[0].group, 1U);
}

TEST_F(UniteCausesTest, OtherLinesAreOthers) {
  leak(3, {10, 20, 30});
  leak(4, {10, 20, 30});
  leak(0, {10, 20, 30});
  leak(0, {10, 20, 30});
  unite();
  EXPECT_THAT(leaks_, SizeIs(4));
}

TEST_F(UniteCausesTest, OfAnotherPaceIsAnother) {
  leak(3, {10, 20, 30});
  leak(3, {10, 25, 35});
  leak(3, {10, 20, 40});
  leak(3, {10, 30, 60});
  leak(3, {10, 10, 20});
  unite();
  EXPECT_THAT(leaks_, SizeIs(5));
}

TEST_F(UniteCausesTest, OneObjectThatHoldsAsManyOfBoth) {
  hold(leak(3, {10, 20, 30}), "Hash app.rb:1");
  hold(leak(4, {10, 20, 30}), "Hash app.rb:1");
  hold(leak(5, {10, 20, 30}), "Hash app.rb:2");
  unite();
  ASSERT_THAT(leaks_, SizeIs(2));
  EXPECT_THAT(ties(), ElementsAre(Tie::holder));
}

TEST_F(UniteCausesTest, AHolderThatDoesNotGrowTiesNothing) {
  hold(leak(3, {10, 20, 30}), "class Shop", false);
  hold(leak(4, {10, 20, 30}), "class Shop", false);
  unite();
  EXPECT_THAT(leaks_, SizeIs(2));
}

TEST_F(UniteCausesTest, ASymbolComesBeforeItsText) {
  leak(3, {10, 20, 30}, "STRING");
  leak(3, {10, 20, 30}, "SYMBOL");
  unite();
  ASSERT_THAT(leaks_, SizeIs(1));
  EXPECT_EQ(leaks_[0].group, 1U);
}

TEST_F(UniteCausesTest, TheSymbolTableIsOneEvenIfAPartOfALeakIsIn) {
  leak(3, {10, 20, 30}).outside["vm"] = 10;
  hold(leak(3, {10, 30, 50}, "STRING"), kSymbolTable);
  ExplainedLeak& grown = leak(9, {7, 7, 7}, "ARRAY");
  hold(grown, kSymbolTable);
  unite();
  ASSERT_THAT(leaks_, SizeIs(1));
  EXPECT_EQ(leaks_[0].group, 0U);
  EXPECT_THAT(ties(), ElementsAre(Tie::site, Tie::symbol_table));
}

TEST_F(UniteCausesTest, WhatHasNoRootIsOnTheStacksOfThreadsThatLeak) {
  ExplainedLeak& loose = leak(4, {20, 40, 60});
  loose.outside = {{"", 40}};
  leak(5, {20, 40, 60});
  leak(3, {10, 20, 30}, "DATA").are_threads = true;
  unite();
  ASSERT_THAT(leaks_, SizeIs(2));
  EXPECT_EQ(leaks_[1].group, 2U);
  ASSERT_THAT(leaks_[1].followers, SizeIs(1));
  EXPECT_EQ(leaks_[1].followers[0].tie, Tie::stack);
  EXPECT_THAT(leaks_[0].followers, IsEmpty());
}

TEST_F(UniteCausesTest, FollowersComeAlong) {
  leak(3, {10, 20, 30});
  leak(3, {10, 30, 50}).followers = {{7, 1}};
  unite();
  ASSERT_THAT(leaks_, SizeIs(1));
  EXPECT_THAT(ties(), ElementsAre(Tie::site, Tie::references));
  EXPECT_EQ(leaks_[0].followers[1].of, 1U);
}

}  // namespace
}  // namespace heapgate
