#include "rules/judge/amount.hpp"

#include <gtest/gtest.h>

#include "placed.hpp"

namespace heapgate {
namespace {

using test::leaking;
using test::placed;

PlacedGroup lived(std::vector<std::uint64_t> live, std::uint64_t kept, std::uint64_t leaked) {
  PlacedGroup group = leaking(placed("Cart", "app.rb", 14), {leaked, leaked * 40});
  group.group.kept = {kept, kept * 40};
  group.group.live.clear();
  for (const std::uint64_t objects : live) group.group.live.push_back({objects, objects * 40});
  return group;
}

JudgeContext loaded_by(std::vector<std::uint64_t> iterations, Basis basis = Basis::objects) {
  return {basis, true, std::move(iterations)};
}

double leaked_rate(const PlacedGroup& group, const JudgeContext& context) {
  return rate(group, Measure::leaked, context);
}

TEST(Rate, IsTheSmallestGrowthInAThousandIterations) {
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 200}, 100, 100), loaded_by({200, 200})), 500);
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 150}, 100, 50), loaded_by({200, 200})), 250);
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 50, 150}, 50, 50), loaded_by({200, 200})), 250);
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 200, 220}, 100, 20), loaded_by({200, 200, 10})), 500);
}

TEST(Rate, IsThatOfASteadyLeakHoweverTheIntervalsDiffer) {
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 300}, 100, 100), loaded_by({100, 200})), 1000);
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 200, 300}, 200, 100), loaded_by({200, 100})), 1000);
}

TEST(Rate, IsCappedByWhatTheFirstIntervalLeft) {
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 200}, 30, 30), loaded_by({100, 100})), 300);
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 300}, 30, 30), loaded_by({100, 200})), 300);
}

TEST(Rate, OfClassGrowthIsCappedByNothing) {
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 200, 300}, 100, 100), loaded_by({200, 100}, Basis::class_growth)),
                   1000);
}

TEST(Rate, IsZeroOfWhatDidNotLeak) {
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 100}, 100, 0), loaded_by({100, 100})), 0);
  // Grew in every interval, but is a share of one cache.
  EXPECT_DOUBLE_EQ(leaked_rate(lived({0, 100, 110}, 100, 0), loaded_by({100, 100})), 0);
}

TEST(Rate, OfKeptAndTransientIsByTheFirstInterval) {
  PlacedGroup group = lived({0, 100, 100}, 40, 0);
  group.group.transient = {60, 600};
  EXPECT_DOUBLE_EQ(rate(group, Measure::kept, loaded_by({200, 900})), 200);
  EXPECT_DOUBLE_EQ(rate(group, Measure::transient, loaded_by({200, 900})), 300);
}

TEST(Rate, OfGrowthIsByAllIntervals) {
  EXPECT_DOUBLE_EQ(rate(lived({10, 100, 310}, 0, 0), Measure::growth, loaded_by({100, 200})), 1000);
  EXPECT_DOUBLE_EQ(rate(lived({310, 100, 10}, 0, 0), Measure::growth, loaded_by({100, 200})), -1000);
}

TEST(Rate, IsWithoutTheShareThatIsAllowed) {
  PlacedGroup group = lived({0, 100, 200}, 100, 100);
  group.allowed.leaked = {75, 3000};
  EXPECT_DOUBLE_EQ(leaked_rate(group, loaded_by({200, 200})), 125);
  group.allowed.leaked = group.group.leaked;
  EXPECT_DOUBLE_EQ(leaked_rate(group, loaded_by({200, 200})), 0);
}

TEST(Counted, IsTheMeasureLessWhatIsAllowed) {
  PlacedGroup group = lived({5, 100, 200}, 100, 90);
  group.group.transient = {8, 80};
  group.allowed = {{10, 400}, {20, 800}, {3, 30}, 15, 600, {}};
  EXPECT_EQ(counted(group, Measure::leaked), (Amount{80, 3200}));
  EXPECT_EQ(counted(group, Measure::kept), (Amount{80, 3200}));
  EXPECT_EQ(counted(group, Measure::transient), (Amount{5, 50}));
  EXPECT_EQ(counted(group, Measure::growth), (Amount{180, 7200}));
  EXPECT_EQ(measured(group.group, Measure::growth), (Amount{195, 7800}));
}

Budget per_thousand(double limit) {
  Budget budget;
  budget.id = "slow";
  budget.subject = "all objects";
  budget.max_per_1000 = limit;
  return budget;
}

std::string told(const Budget& budget, const std::vector<PlacedGroup>& groups, const JudgeContext& context) {
  const std::vector<Finding> findings = judge(test::rulebook_of({budget}), groups, context);
  EXPECT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].unit, Unit::per_1000);
  return std::string(to_string(findings[0].status)) + " " + findings[0].message;
}

TEST(Per1000, IsInclusive) {
  const std::vector<PlacedGroup> groups{lived({0, 3, 6}, 3, 3)};
  EXPECT_EQ(told(per_thousand(10), groups, loaded_by({300, 300})),
            "pass all objects: 10 objects leaked in 1000 iterations, within the limit of 10 (rule slow)");
  EXPECT_EQ(told(per_thousand(9.99), groups, loaded_by({300, 300})),
            "fail all objects: 10 objects leaked in 1000 iterations, over the limit of 9.99 (rule slow)");
  EXPECT_EQ(told(per_thousand(1), groups, loaded_by({3000, 3000})),
            "pass all objects: 1 object leaked in 1000 iterations, within the limit of 1 (rule slow)");
  EXPECT_EQ(told(per_thousand(0), groups, loaded_by({9000, 9000})),
            "fail all objects: 0.333 objects leaked in 1000 iterations, over the limit of 0 (rule slow)");
}

// 0.1 + 0.2 is not 0.3 to a computer.
TEST(Per1000, SumsGroupsWithoutAnErrorOfRounding) {
  const std::vector<PlacedGroup> groups{lived({0, 1, 2}, 1, 1), lived({0, 2, 4}, 2, 2)};
  EXPECT_EQ(told(per_thousand(0.3), groups, loaded_by({10'000, 10'000})),
            "pass all objects: 0.3 objects leaked in 1000 iterations, within the limit of 0.3 (rule slow)");
}

TEST(Per1000, IsBlindWithoutIterations) {
  const std::vector<Finding> findings =
      judge(test::rulebook_of({per_thousand(10)}), std::vector{lived({0, 3, 6}, 3, 3)});
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].message, "all objects: not judged: the iterations are not known (rule slow)");
  EXPECT_TRUE(findings[0].blind);
  EXPECT_EQ(findings[0].rate_limit, 10);
}

TEST(Per1000, IsALimitBesideTheOthers) {
  Budget budget = per_thousand(10);
  budget.max = 3;
  const auto findings =
      judge(test::rulebook_of({budget}), std::vector{lived({0, 3, 6}, 3, 3)}, loaded_by({100, 100}));
  ASSERT_EQ(findings.size(), 2);
  EXPECT_EQ(findings[0].status, FindingStatus::pass);
  EXPECT_EQ(findings[1].status, FindingStatus::fail);
  EXPECT_DOUBLE_EQ(findings[1].rate, 30);
}

}  // namespace
}  // namespace heapgate
