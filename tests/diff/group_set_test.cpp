// Sets of groups, also random ones. The seed is fixed: the same tests on every run.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

Group judged(const std::vector<std::uint64_t>& live, std::uint64_t kept) {
  Group group;
  group.key = {"Cart", "OBJECT", "app.rb", 14};
  group.kept = {kept, kept * 40};
  for (const std::uint64_t objects : live) group.live.push_back({objects, objects * 40});
  judge_growth(group);
  return group;
}

Tally leaked(const std::vector<Group>& groups) {
  GroupSet set;
  for (const Group& group : groups) set.add(group);
  return set.leaked();
}

TEST(GroupSet, FindsWhatIsSpreadOverManyGroups) {
  // Each line has one object: none of them grows twice.
  EXPECT_EQ(leaked({judged({0, 1, 1}, 1), judged({0, 1, 1}, 1), judged({0, 0, 1}, 0), judged({0, 0, 1}, 0)}),
            (Tally{2, 80}));
}

TEST(GroupSet, WhatMovesBetweenGroupsDoesNotGrow) {
  EXPECT_EQ(leaked({judged({1000, 700, 700}, 0), judged({0, 300, 300}, 300)}), Tally{});
}

TEST(GroupSet, LeaksNoLessThanItsGroups) {
  EXPECT_EQ(leaked({judged({0, 100, 200}, 100), judged({500, 420, 340}, 0)}), (Tally{100, 4000}));
}

TEST(GroupSet, LeavesOutWhatLevelsOffOrIsBounded) {
  const Group cache = judged({225, 349, 417, 455, 476}, 100);
  EXPECT_EQ(cache.pattern, Pattern::levels_off);
  EXPECT_EQ(leaked({cache}), Tally{});
  Group bounded = judged({0, 300, 600}, 300);
  bounded.leaked = {};
  bounded.pattern = Pattern::bounded;
  EXPECT_EQ(leaked({bounded, judged({0, 10, 20}, 10)}), (Tally{10, 400}));
}

class Random {
 public:
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }

  std::vector<Group> groups(std::size_t dumps) {
    std::vector<Group> result;
    for (std::uint64_t left = 1 + below(8); left > 0; --left) {
      std::vector<std::uint64_t> live{below(100)};
      // Most grow, some steadily.
      const std::uint64_t pace = below(40);
      while (live.size() < dumps) {
        const std::uint64_t next = live.back() + (below(3) > 0 ? pace : below(60));
        live.push_back(next - std::min(next, below(4) > 0 ? 0 : below(50)));
      }
      result.push_back(judged(live, below(80)));
      result.back().late = {below(80), below(4000)};
      judge_growth(result.back());
    }
    return result;
  }

 private:
  std::mt19937 engine_{1};
};

constexpr int kTrials = 5000;

TEST(GroupSetProperty, IsNeverBelowTheSumOfItsGroups) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    Tally sum;
    const std::vector<Group> groups = random.groups(3 + random.below(3));
    for (const Group& group : groups) sum.add(group.leaked);
    const Tally whole = leaked(groups);
    ASSERT_GE(whole.objects, sum.objects) << trial;
    ASSERT_GE(whole.bytes, sum.bytes) << trial;
  }
}

TEST(GroupSetProperty, IsNeverBelowASetWithinIt) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    const std::vector<Group> groups = random.groups(3);
    GroupSet all;
    GroupSet parts;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      GroupSet one;
      one.add(groups[i]);
      parts.add(one);
      all.add(groups[i]);
    }
    ASSERT_EQ(all.leaked(), parts.leaked()) << trial;
  }
}

TEST(GroupSetProperty, DoesNotDependOnTheOrder) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<Group> groups = random.groups(4);
    const Tally before = leaked(groups);
    std::reverse(groups.begin(), groups.end());
    ASSERT_EQ(leaked(groups), before) << trial;
  }
}

// Nothing new, so nothing is kept since the last but one.
TEST(GroupSetProperty, ADumpInWhichNothingChangedAddsNoLeak) {
  Random random;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<Group> groups = random.groups(3 + random.below(3));
    const Tally before = leaked(groups);
    for (Group& group : groups) {
      const Tally alone = group.leaked;
      group.live.push_back(group.live.back());
      group.late = {};
      judge_growth(group);
      ASSERT_LE(group.leaked.objects, alone.objects) << trial;
    }
    ASSERT_LE(leaked(groups).objects, before.objects) << trial;
  }
}

}  // namespace
}  // namespace heapgate
