#include "explain/chains.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;

// A group of ten objects, all this far from the roots.
LeakFacts ten(double depth) {
  LeakFacts leak;
  leak.objects = leak.reached = 10;
  leak.depth = 10 * depth;
  return leak;
}

Facts facts(const std::vector<double>& depths) {
  Facts result;
  for (const double depth : depths) result.leaks.push_back(ten(depth));
  return result;
}

TEST(Chains, OfGroupsWithoutReferencesAreEachItsOwn) {
  const Chains chains = find_chains(facts({1, 2}));
  EXPECT_THAT(chains.first, ElementsAre(0, 1));
  EXPECT_THAT(chains.of, ElementsAre(0, 1));
}

TEST(Chains, AGroupFollowsIfNineTenthsOfItAreReferenced) {
  Facts some = facts({1, 2, 2});
  some.referrers[{1, {0}}] = 9;
  some.referrers[{2, {0}}] = 8;
  const Chains chains = find_chains(some);
  EXPECT_THAT(chains.first, ElementsAre(0, 0, 2));
  EXPECT_THAT(chains.of, ElementsAre(0, 0, 2));
}

TEST(Chains, ANearerGroupIsNeverTheFollower) {
  Facts two = facts({2, 1});
  two.referrers[{1, {0}}] = 10;
  EXPECT_THAT(find_chains(two).first, ElementsAre(0, 1));
  two.referrers[{0, {1}}] = 10;
  EXPECT_THAT(find_chains(two).first, ElementsAre(1, 1));
}

TEST(Chains, OfGroupsAsNearTheOneThatReferencesOthersComesFirst) {
  Facts line = facts({2, 2, 2});
  line.referrers[{0, {1}}] = 10;
  line.referrers[{1, {2}}] = 10;
  const Chains chains = find_chains(line);
  EXPECT_THAT(chains.rank, ElementsAre(2, 1, 0));
  EXPECT_THAT(chains.first, ElementsAre(2, 2, 2));
}

TEST(Chains, OfACircleTheFirstGroupComesFirst) {
  Facts circle = facts({2, 2, 2, 1});
  circle.referrers[{0, {2}}] = 10;
  circle.referrers[{1, {0}}] = 10;
  circle.referrers[{2, {1}}] = 10;
  circle.referrers[{3, {0, 1}}] = 10;
  const Chains chains = find_chains(circle);
  EXPECT_THAT(chains.rank, ElementsAre(1, 2, 3, 0));
  EXPECT_THAT(chains.first, ElementsAre(0, 0, 0, 3));
}

TEST(Chains, GroupsWithoutARootHangTogether) {
  Facts loose = facts({0, 0});
  loose.leaks[0].reached = loose.leaks[1].reached = 0;
  EXPECT_THAT(find_chains(loose).first, ElementsAre(0, 1));
  loose.referrers[{0, {1}}] = 10;
  EXPECT_THAT(find_chains(loose).first, ElementsAre(1, 1));
}

TEST(Chains, AFollowerOfAFollowerIsOfTheFirstsLeak) {
  Facts line = facts({3, 2, 1});
  line.referrers[{0, {1}}] = 10;
  line.referrers[{1, {2}}] = 10;
  const Chains chains = find_chains(line);
  EXPECT_THAT(chains.first, ElementsAre(2, 2, 2));
  EXPECT_THAT(chains.of, ElementsAre(1, 2, 2));
}

TEST(Chains, GroupsOfOneLeakCountTogether) {
  Facts both = facts({1, 2, 3});
  both.referrers[{2, {0}}] = 4;
  both.referrers[{2, {1}}] = 5;
  // Two leaks, neither of which has nearly all.
  EXPECT_THAT(find_chains(both).first, ElementsAre(0, 1, 2));
  both.referrers[{1, {0}}] = 10;
  const Chains chains = find_chains(both);
  EXPECT_THAT(chains.first, ElementsAre(0, 0, 0));
  EXPECT_THAT(chains.of, ElementsAre(0, 0, 1));
}

TEST(Chains, AnObjectThatTwoGroupsOfALeakReferenceCountsOnce) {
  Facts both = facts({1, 2, 3});
  both.referrers[{1, {0}}] = 10;
  both.referrers[{2, {0, 1}}] = 5;
  EXPECT_THAT(find_chains(both).first, ElementsAre(0, 0, 2));
  both.referrers[{2, {0, 1}}] = 9;
  const Chains chains = find_chains(both);
  EXPECT_THAT(chains.first, ElementsAre(0, 0, 0));
  // The first of two that reference as many.
  EXPECT_THAT(chains.of, ElementsAre(0, 0, 0));
}

TEST(Chains, TheOneThatReferencesMostIsOfTheLeakThatIsFollowed) {
  Facts three = facts({1, 1, 2, 3});
  three.referrers[{2, {0}}] = 10;
  three.referrers[{3, {0, 1}}] = 4;
  three.referrers[{3, {1, 2}}] = 5;
  three.referrers[{3, {0}}] = 1;
  const Chains chains = find_chains(three);
  // Group 1 references nine of group 3, but the leak of 0 and 2 all ten.
  EXPECT_THAT(chains.first, ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(chains.of, ElementsAre(0, 1, 0, 0));
}

TEST(Chains, WhatNoRootLeadsToIsFartherThanAnything) {
  Facts loose = facts({100, 0});
  loose.leaks[1].reached = 0;
  EXPECT_TRUE(std::isinf(mean_depth(loose.leaks[1])));
  EXPECT_EQ(mean_depth(loose.leaks[0]), 100);
  loose.referrers[{1, {0}}] = 10;
  EXPECT_THAT(find_chains(loose).first, ElementsAre(0, 0));
}

}  // namespace
}  // namespace heapgate
