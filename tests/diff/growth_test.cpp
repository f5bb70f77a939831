#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

Group judged(const std::vector<std::uint64_t>& live, Tally kept) {
  Group group;
  group.key = {"Cart", "OBJECT", "app.rb", 14};
  group.kept = kept;
  for (const std::uint64_t objects : live) group.live.push_back({objects, objects * 40});
  judge_growth(group);
  return group;
}

TEST(Growth, LeakedIsTheSmallestOfKeptAndEveryGrowth) {
  EXPECT_EQ(judged({0, 300, 600}, {300, 12000}).leaked, (Tally{300, 12000}));
  EXPECT_EQ(judged({0, 300, 500}, {300, 12000}).leaked, (Tally{200, 8000}));
  EXPECT_EQ(judged({0, 200, 500}, {300, 12000}).leaked, (Tally{200, 8000}));
  EXPECT_EQ(judged({0, 300, 600}, {100, 4000}).leaked, (Tally{100, 4000}));
  EXPECT_EQ(judged({0, 300, 600, 700}, {300, 12000}).leaked, (Tally{100, 4000}));
}

TEST(Growth, LeakedBytesAreAFlooredShareOfTheKeptBytes) {
  EXPECT_EQ(judged({0, 2, 4}, {3, 100}).leaked, (Tally{2, 66}));
  const Bytes huge = std::uint64_t{1} << 62;
  EXPECT_EQ(judged({0, 2, 4}, {3, huge}).leaked.bytes, huge / 3 * 2);
}

TEST(Growth, WhatDoesNotGrowInEveryIntervalHasNotLeaked) {
  EXPECT_EQ(judged({0, 300, 300}, {300, 12000}).leaked, Tally{});
  EXPECT_EQ(judged({300, 300, 600}, {200, 8000}).leaked, Tally{});
  EXPECT_EQ(judged({600, 300, 500}, {200, 8000}).leaked, Tally{});
  EXPECT_EQ(judged({0, 300, 600}, {}).leaked, Tally{});
}

TEST(Growth, NamesThePattern) {
  EXPECT_EQ(judged({0, 300, 600}, {300, 1}).pattern, Pattern::leak);
  EXPECT_EQ(judged({0, 200, 600}, {200, 1}).pattern, Pattern::leak);
  EXPECT_EQ(judged({0, 200, 601}, {200, 1}).pattern, Pattern::uneven_leak);
  EXPECT_EQ(judged({0, 401, 601}, {200, 1}).pattern, Pattern::uneven_leak);
  EXPECT_EQ(judged({0, 300, 300}, {300, 1}).pattern, Pattern::one_time);
  EXPECT_EQ(judged({0, 300, 200}, {300, 1}).pattern, Pattern::one_time);
  EXPECT_EQ(judged({500, 500, 500}, {100, 1}).pattern, Pattern::turnover);
  EXPECT_EQ(judged({500, 400, 900}, {100, 1}).pattern, Pattern::turnover);
}

Pattern pattern_by(const std::vector<std::uint64_t>& live, const std::vector<std::uint64_t>& iterations) {
  Group group = judged(live, {100, 4000});
  judge_growth(group, iterations);
  return group.pattern;
}

TEST(Growth, IsUnevenByIterationsWhereTheyAreKnown) {
  EXPECT_EQ(pattern_by({0, 100, 400}, {}), Pattern::uneven_leak);
  EXPECT_EQ(pattern_by({0, 100, 400}, {200, 600}), Pattern::leak);
  EXPECT_EQ(pattern_by({0, 100, 300}, {200, 200}), Pattern::leak);
  EXPECT_EQ(pattern_by({0, 100, 200}, {100, 200}), Pattern::leak);
  EXPECT_EQ(pattern_by({0, 100, 200}, {100, 201}), Pattern::uneven_leak);
  EXPECT_EQ(pattern_by({0, 100, 200, 300}, {100, 100, 300}), Pattern::uneven_leak);
}

TEST(Growth, IsNoOtherNumberOfLeakedObjectsForTheIterations) {
  Group group = judged({0, 100, 400}, {100, 4000});
  judge_growth(group, std::vector<std::uint64_t>{200, 600});
  EXPECT_EQ(group.leaked, (Tally{100, 4000}));
}

TEST(Growth, HasTheNamesOfTheContract) {
  EXPECT_STREQ(to_string(Pattern::leak), "leak");
  EXPECT_STREQ(to_string(Pattern::uneven_leak), "uneven-leak");
  EXPECT_STREQ(to_string(Pattern::one_time), "one-time");
  EXPECT_STREQ(to_string(Pattern::turnover), "turnover");
  EXPECT_STREQ(to_string(Pattern::bounded), "bounded");
}

}  // namespace
}  // namespace heapgate
