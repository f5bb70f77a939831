#include "heapgate/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dump_lines.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/verdict.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DumpText : public test::DumpLines {
 public:
  DumpText& root(const std::string& category, const std::vector<int>& references) {
    DumpLines::root(category, references);
    return *this;
  }
  /// An object of the site app.rb:`line`, of generation 1 if it is `old`.
  DumpText& object(int number, const std::string& type, int line, bool old,
                   const std::vector<int>& references) {
    add({number, type, line, old ? 1 : 9, references});
    return *this;
  }
};

class ExplainedTest : public testing::Test {
 protected:
  void explain_dumps(const std::vector<DumpText>& dumps) {
    std::vector<DumpSet> sets(1);
    for (const DumpText& dump : dumps) {
      sets[0].paths.push_back(folder_.write(std::to_string(sets[0].paths.size()) + ".json", dump.text()));
    }
    const std::vector<Process> processes = read_dumps(sets, 2);
    verdict_.groups = place(diff(processes).groups, {});
    std::vector<GroupKey> watched;
    std::size_t leaking = 0;
    for (const PlacedGroup& placed : verdict_.groups) {
      watched.push_back(placed.group.key);
      if (placed.group.leaked.objects > 0) leaking = watched.size();
    }
    verdict_.explanation =
        References(processes, {std::move(watched), {}, leaking}, {{}, 2}).explain(verdict_.groups);
  }
  [[nodiscard]] const std::vector<ExplainedLeak>& leaks() const { return verdict_.explanation->leaks; }
  [[nodiscard]] std::string name(std::size_t group) const { return verdict_.groups[group].subject(); }

  test::TempFolder folder_;
  Verdict verdict_;
};

constexpr int kHolder = 1;

// `count` new objects of line 7 from number 10 on, all referenced by an old array.
DumpText held(int count, const std::vector<int>& more = {}) {
  DumpText dump;
  std::vector<int> references = more;
  for (int i = 0; i < count; ++i) references.push_back(10 + i);
  dump.root("vm", {kHolder}).object(kHolder, "ARRAY", 4, true, references);
  for (int i = 0; i < count; ++i) dump.object(10 + i, "OBJECT", 7, false, {});
  return dump;
}

TEST_F(ExplainedTest, NamesTheContainerThatGrows) {
  explain_dumps({held(0), held(3), held(6)});
  ASSERT_EQ(leaks().size(), 1U);
  const ExplainedLeak& leak = leaks().front();
  EXPECT_EQ(leak.objects, 6U);
  ASSERT_EQ(leak.holders.size(), 1U);
  EXPECT_THAT(leak.holders[0].references, ElementsAre(0, 3, 6));
  EXPECT_EQ(leak.holders[0].held, 6U);
  EXPECT_TRUE(leak.holders[0].grows);
  EXPECT_THAT(leak.path, ElementsAre("root vm", "(internal ARRAY) app.rb:4"));
  EXPECT_THAT(leak.outside, IsEmpty());
}

// An array of line 5, which the first dump does not have, holds `count` new objects of line 7.
DumpText held_by_a_later_array(int count) {
  DumpText dump;
  std::vector<int> references;
  for (int i = 0; i < count; ++i) references.push_back(10 + i);
  dump.root("vm", {kHolder})
      .object(kHolder, "OBJECT", 4, true, count > 0 ? std::vector<int>{2} : std::vector<int>{});
  if (count > 0) dump.object(2, "ARRAY", 5, false, references);
  for (int i = 0; i < count; ++i) dump.object(10 + i, "OBJECT", 7, false, {});
  return dump;
}

TEST_F(ExplainedTest, AContainerThatCameAfterTheFirstDumpHoldsToo) {
  explain_dumps({held_by_a_later_array(0), held_by_a_later_array(3), held_by_a_later_array(6)});
  ASSERT_EQ(leaks().size(), 1U);
  ASSERT_EQ(leaks()[0].holders.size(), 1U);
  EXPECT_EQ(leaks()[0].holders[0].name, "(internal ARRAY) app.rb:5");
  EXPECT_THAT(leaks()[0].holders[0].references, ElementsAre(0, 3, 6));
  EXPECT_TRUE(leaks()[0].holders[0].grows);
}

TEST_F(ExplainedTest, BearsDanglingReferencesCirclesAndDuplicates) {
  std::vector<DumpText> dumps{held(0, {900, kHolder}), held(3, {900, kHolder}), held(6, {900, kHolder})};
  // The second record at an address does not count.
  dumps[2].object(kHolder, "ARRAY", 4, true, {});
  explain_dumps(dumps);
  ASSERT_EQ(leaks().size(), 1U);
  ASSERT_EQ(leaks()[0].holders.size(), 1U);
  EXPECT_THAT(leaks()[0].holders[0].references, ElementsAre(2, 5, 8));
}

TEST_F(ExplainedTest, SaysWhatNothingInRubyHolds) {
  const auto loose = [](int count) {
    DumpText dump;
    dump.root("machine_context", {10}).root("vm", {kHolder}).object(kHolder, "ARRAY", 4, true, {});
    for (int i = 0; i < count; ++i) dump.object(10 + i, "OBJECT", 7, false, {});
    return dump;
  };
  explain_dumps({loose(0), loose(3), loose(6)});
  ASSERT_EQ(leaks().size(), 1U);
  EXPECT_THAT(leaks()[0].holders, IsEmpty());
  EXPECT_TRUE(is_held_outside(leaks()[0]));
  EXPECT_THAT(leaks()[0].outside, ElementsAre(std::pair("", 5), std::pair("machine_context", 1)));
}

// Each of the first kind refers to one of the second and that back to it.
TEST_F(ExplainedTest, FollowersThatReferBackAreOneLeak) {
  const auto pairs = [](int count) {
    DumpText dump;
    std::vector<int> firsts;
    for (int i = 0; i < count; ++i) firsts.push_back(10 + i);
    dump.root("vm", {kHolder}).object(kHolder, "ARRAY", 4, true, firsts);
    for (int i = 0; i < count; ++i) {
      dump.object(10 + i, "OBJECT", 7, false, {100 + i}).object(100 + i, "HASH", 8, false, {10 + i});
    }
    return dump;
  };
  explain_dumps({pairs(0), pairs(3), pairs(6)});
  ASSERT_EQ(leaks().size(), 1U);
  EXPECT_EQ(name(leaks()[0].group), "(internal OBJECT) app.rb:7");
  ASSERT_EQ(leaks()[0].followers.size(), 1U);
  EXPECT_EQ(name(leaks()[0].followers[0].group), "(internal HASH) app.rb:8");
  EXPECT_EQ(leaks()[0].followers[0].of, leaks()[0].group);
}

TEST_F(ExplainedTest, TwoContainersShareALeak) {
  const auto shared = [](int count) {
    DumpText dump;
    std::vector<int> large;
    std::vector<int> small;
    for (int i = 0; i < count; ++i) (i % 3 == 0 ? small : large).push_back(10 + i);
    dump.root("vm", {1, 2}).object(1, "ARRAY", 4, true, small).object(2, "HASH", 5, true, large);
    for (int i = 0; i < count; ++i) dump.object(10 + i, "OBJECT", 7, false, {});
    return dump;
  };
  explain_dumps({shared(0), shared(3), shared(6)});
  ASSERT_EQ(leaks().size(), 1U);
  ASSERT_EQ(leaks()[0].holders.size(), 2U);
  EXPECT_EQ(leaks()[0].holders[0].name, "(internal HASH) app.rb:5");
  EXPECT_EQ(leaks()[0].holders[0].held, 4U);
  EXPECT_EQ(leaks()[0].holders[1].held, 2U);
}

}  // namespace
}  // namespace heapgate
