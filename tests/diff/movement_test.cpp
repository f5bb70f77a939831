#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "heapgate/growth.hpp"

namespace heapgate {
namespace {

using Values = std::vector<std::uint64_t>;

TEST(Movement, CountsTheSmallestGrowthOfAllIntervals) {
  EXPECT_EQ(movement(Values{0, 300, 600}).course, Course::steady);
  EXPECT_EQ(movement(Values{0, 300, 600}).smallest, 300U);
  EXPECT_EQ(movement(Values{0, 300, 450}).smallest, 150U);
  EXPECT_EQ(movement(Values{0, 300, 600, 890, 1200}).smallest, 290U);
}

TEST(Movement, IsNoneWithoutGrowthInAnInterval) {
  EXPECT_EQ(movement(Values{0, 300, 300}).course, Course::none);
  EXPECT_EQ(movement(Values{300, 300, 600}).course, Course::none);
  EXPECT_EQ(movement(Values{0, 300, 600, 900, 900}).course, Course::none);
  EXPECT_EQ(movement(Values{0, 300, 600, 900, 899}).smallest, 0U);
  EXPECT_EQ(movement(Values{}).course, Course::none);
  EXPECT_EQ(movement(Values{7}).course, Course::none);
}

TEST(Movement, IsUnevenIfTheLargestGrowthIsOverTwiceTheSmallest) {
  EXPECT_EQ(movement(Values{0, 100, 300}).course, Course::steady);
  EXPECT_EQ(movement(Values{0, 100, 301}).course, Course::uneven);
  EXPECT_EQ(movement(Values{0, 100, 301}, Values{100, 300}).course, Course::steady);
  EXPECT_EQ(movement(Values{0, 100, 200}, Values{100, 300}).course, Course::uneven);
}

TEST(Movement, IsLateIfItGrewToTheEndWithoutHavingGrownBefore) {
  for (const Values& values : {Values{5, 5, 5, 305, 605}, Values{5, 5, 305, 605, 905}, Values{5, 5, 305, 605},
                               Values{0, 50, 50, 100, 150}}) {
    EXPECT_EQ(movement(values).course, Course::late) << values.size();
  }
  EXPECT_EQ(movement(Values{5, 5, 305, 505, 905}).smallest, 200U);
  EXPECT_EQ(movement(Values{5, 5, 305, 505, 905}).begin, 1U);
}

TEST(Movement, IsNotLateIfItFellBeforeOrGrewInOneIntervalOnly) {
  EXPECT_EQ(movement(Values{9, 5, 305, 605, 905}).course, Course::none);
  EXPECT_EQ(movement(Values{5, 5, 5, 5, 305}).course, Course::none);
  // Three dumps tell no late leak from a cache that was filled.
  EXPECT_EQ(movement(Values{5, 5, 305}).course, Course::none);
}

TEST(Movement, LevelsOffWhereItGrowsEverLess) {
  const Movement random_keys = movement(Values{225, 349, 417, 455, 476});  // 500 keys
  EXPECT_EQ(random_keys.course, Course::levels_off);
  EXPECT_NEAR(static_cast<double>(random_keys.level), 500, 5);
  EXPECT_EQ(movement(Values{0, 100, 150, 175}).course, Course::levels_off);
  EXPECT_EQ(movement(Values{0, 100, 150, 175}).level, 200U);
  // A small growth may rise by chance.
  EXPECT_EQ(movement(Values{0, 124, 192, 213, 236}).course, Course::levels_off);
}

TEST(Movement, DoesNotLevelOffWhileMoreIsToComeThanIsThere) {
  EXPECT_EQ(movement(Values{298, 582, 861, 1137, 1401}).course, Course::steady);  // 10,000 keys
  EXPECT_EQ(movement(Values{0, 300, 600, 900, 1200}).course, Course::steady);
  EXPECT_EQ(movement(Values{0, 300, 599, 897, 1194}).course, Course::steady);
  // A large number before the first dump is no reason to wait for as many.
  EXPECT_EQ(movement(Values{100'000, 100'320, 100'630, 100'930, 101'220}).course, Course::steady);
  EXPECT_EQ(movement(Values{0, 200, 250, 310, 350}).course, Course::uneven);
  // With three dumps nothing levels off.
  EXPECT_EQ(movement(Values{0, 100, 150}).course, Course::steady);
}

TEST(Movement, ComparesGrowthByIterations) {
  // 100, 50 and 25 in each hundred iterations.
  EXPECT_EQ(movement(Values{0, 100, 200, 300}, Values{100, 200, 400}).course, Course::levels_off);
  EXPECT_EQ(movement(Values{0, 100, 200, 300}, Values{100, 100, 100}).course, Course::steady);
}

TEST(GrowthFell, TellsACacheThatMayStillBeFilling) {
  EXPECT_TRUE(growth_fell(Values{0, 300, 350}));
  EXPECT_TRUE(growth_fell(Values{0, 300, 570}));
  EXPECT_FALSE(growth_fell(Values{0, 300, 571}));
  EXPECT_FALSE(growth_fell(Values{0, 300, 300}));
  EXPECT_FALSE(growth_fell(Values{0, 300, 350, 375}));
  EXPECT_FALSE(growth_fell(Values{0, 300, 450}, Values{200, 100}));
}

}  // namespace
}  // namespace heapgate
