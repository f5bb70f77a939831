#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "heapgate/rules.hpp"
#include "placed.hpp"

namespace heapgate {
namespace {

using test::growing;
using test::leaking;
using test::placed;
using test::rulebook_of;
using testing::ElementsAre;

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

Budget budget_of(std::optional<std::uint64_t> max, std::optional<Bytes> max_bytes = {}) {
  Budget budget;
  budget.id = "carts";
  budget.matchers = {Matcher(Matcher::Subject::class_name, {"Cart"})};
  budget.subject = "Cart";
  budget.max = max;
  budget.max_bytes = max_bytes;
  return budget;
}

std::vector<Finding> judge_one(const Budget& budget, const std::vector<PlacedGroup>& groups) {
  return judge(rulebook_of({budget}), groups);
}

PlacedGroup leaking_carts(Tally leaked) {
  return leaking(placed("Cart", "app.rb", 14), leaked);
}

// "STATUS MESSAGE".
std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings)
    texts.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  return texts;
}

TEST(Judge, HoldsALimitThatIsJustReached) {
  EXPECT_THAT(told(judge_one(budget_of(10), {leaking_carts({10, 400})})),
              ElementsAre("pass Cart: 10 objects leaked, within the limit of 10 (rule carts)"));
}

TEST(Judge, FailsOneAboveTheLimit) {
  EXPECT_THAT(told(judge_one(budget_of(10), {leaking_carts({11, 440})})),
              ElementsAre("fail Cart: 11 objects leaked, over the limit of 10 (rule carts)"));
}

TEST(Judge, HoldsAByteLimitThatIsJustReached) {
  EXPECT_THAT(told(judge_one(budget_of({}, 400), {leaking_carts({10, 400})})),
              ElementsAre("pass Cart: 400 bytes leaked, within the limit of 400 (rule carts)"));
}

TEST(Judge, FailsOneByteAboveTheLimit) {
  EXPECT_THAT(told(judge_one(budget_of({}, 400), {leaking_carts({10, 401})})),
              ElementsAre("fail Cart: 401 bytes leaked, over the limit of 400 (rule carts)"));
}

TEST(Judge, FailsTheFirstObjectUnderALimitOfZero) {
  EXPECT_THAT(told(judge_one(budget_of(0, 0), {leaking_carts({1, 1})})),
              ElementsAre("fail Cart: 1 object leaked, over the limit of 0 (rule carts)",
                          "fail Cart: 1 byte leaked, over the limit of 0 (rule carts)"));
}

TEST(Judge, GivesEachLimitItsOwnFinding) {
  const auto findings = judge_one(budget_of(10, 300), {leaking_carts({10, 400})});
  EXPECT_THAT(told(findings), ElementsAre("pass Cart: 10 objects leaked, within the limit of 10 (rule carts)",
                                          "fail Cart: 400 bytes leaked, over the limit of 300 (rule carts)"));
  EXPECT_EQ(findings[0].unit, Unit::objects);
  EXPECT_EQ(findings[0].actual, 10);
  EXPECT_EQ(findings[0].limit, 10);
  EXPECT_EQ(findings[1].unit, Unit::bytes);
  EXPECT_EQ(findings[1].actual, 400);
  EXPECT_EQ(findings[1].limit, 300);
}

TEST(Judge, FillsEveryFieldOfAFinding) {
  const auto findings =
      judge_one(budget_of(10), {leaking(placed("Item", "app.rb"), {9, 9}), leaking_carts({11, 5})});
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].rule, "carts");
  EXPECT_EQ(findings[0].subject, "Cart");
  EXPECT_EQ(findings[0].status, FindingStatus::fail);
  EXPECT_EQ(findings[0].measure, Measure::leaked);
  EXPECT_THAT(findings[0].groups, ElementsAre(1));
}

TEST(Judge, WarnsAboveTheLimitOfAWarning) {
  Budget budget = budget_of(10);
  budget.severity = Severity::warn;
  EXPECT_THAT(told(judge_one(budget, {leaking_carts({11, 440})})),
              ElementsAre("warn Cart: 11 objects leaked, over the limit of 10 (rule carts)"));
  EXPECT_THAT(told(judge_one(budget, {leaking_carts({10, 400})})),
              ElementsAre("pass Cart: 10 objects leaked, within the limit of 10 (rule carts)"));
}

TEST(Judge, SkipsABudgetThatIsOff) {
  Budget budget = budget_of(10, 300);
  budget.severity = Severity::off;
  const auto findings = judge_one(budget, {leaking_carts({11, 440})});
  EXPECT_THAT(told(findings), ElementsAre("skip Cart: switched off by 'severity: off' (rule carts)"));
  EXPECT_EQ(findings[0].limit, 10);
  EXPECT_EQ(findings[0].actual, 0);
  EXPECT_THAT(findings[0].groups, ElementsAre());
}

TEST(Judge, PassesABudgetWhoseSubjectIsAbsent) {
  EXPECT_THAT(told(judge_one(budget_of(0, 0), {leaking(placed("Item", "app.rb"), {9, 9})})),
              ElementsAre("pass Cart: 0 objects leaked, within the limit of 0 (rule carts)",
                          "pass Cart: 0 bytes leaked, within the limit of 0 (rule carts)"));
  EXPECT_THAT(told(judge_one(budget_of(0), {})),
              ElementsAre("pass Cart: 0 objects leaked, within the limit of 0 (rule carts)"));
}

TEST(Judge, TakesEachMeasureFromItsTally) {
  PlacedGroup group = growing(leaking_carts({1, 10}), {5, 50}, {9, 95});
  group.group.kept = {2, 20};
  group.group.transient = {3, 30};
  Budget budget = budget_of(0, 0);
  budget.measure = Measure::leaked;
  EXPECT_THAT(told(judge_one(budget, {group})),
              ElementsAre("fail Cart: 1 object leaked, over the limit of 0 (rule carts)",
                          "fail Cart: 10 bytes leaked, over the limit of 0 (rule carts)"));
  budget.measure = Measure::kept;
  EXPECT_THAT(told(judge_one(budget, {group})),
              ElementsAre("fail Cart: 2 objects kept, over the limit of 0 (rule carts)",
                          "fail Cart: 20 bytes kept, over the limit of 0 (rule carts)"));
  budget.measure = Measure::transient;
  EXPECT_THAT(told(judge_one(budget, {group})),
              ElementsAre("fail Cart: 3 objects transient, over the limit of 0 (rule carts)",
                          "fail Cart: 30 bytes transient, over the limit of 0 (rule carts)"));
  budget.measure = Measure::growth;
  EXPECT_THAT(told(judge_one(budget, {group})),
              ElementsAre("fail Cart: growth of 4 objects, over the limit of 0 (rule carts)",
                          "fail Cart: growth of 45 bytes, over the limit of 0 (rule carts)"));
}

TEST(Judge, PassesWhatShrank) {
  Budget budget = budget_of(0, 0);
  budget.measure = Measure::growth;
  const auto findings = judge_one(budget, {growing(placed("Cart", "app.rb", 14), {9, 95}, {8, 50})});
  EXPECT_THAT(told(findings),
              ElementsAre("pass Cart: growth of -1 objects, within the limit of 0 (rule carts)",
                          "pass Cart: growth of -45 bytes, within the limit of 0 (rule carts)"));
  EXPECT_EQ(findings[0].actual, -1);
}

TEST(Judge, CountsShrinkingGroupsAgainstGrowingOnesInASum) {
  Budget budget = budget_of(2);
  budget.measure = Measure::growth;
  EXPECT_THAT(told(judge_one(budget, {growing(placed("Cart", "a.rb", 1), {0, 0}, {10, 100}),
                                      growing(placed("Cart", "b.rb", 1), {9, 90}, {1, 10})})),
              ElementsAre("pass Cart: growth of 2 objects, within the limit of 2 (rule carts)"));
}

TEST(Judge, GivesFindingsInTheRulebooksOrder) {
  Budget second = budget_of(0);
  second.id = "again";
  const Rulebook rulebook = rulebook_of({budget_of(100), second});
  EXPECT_THAT(told(judge(rulebook, std::vector{leaking_carts({9, 9})})),
              ElementsAre("pass Cart: 9 objects leaked, within the limit of 100 (rule carts)",
                          "fail Cart: 9 objects leaked, over the limit of 0 (rule again)"));
}

TEST(Judge, HoldsALimitOfMoreThan63Bits) {
  EXPECT_THAT(
      told(judge_one(budget_of(std::numeric_limits<std::uint64_t>::max()), {leaking_carts({kLargest, 0})})),
      ElementsAre("pass Cart: 9223372036854775807 objects leaked, "
                  "within the limit of 18446744073709551615 (rule carts)"));
}

TEST(Judge, RefusesASumThatOverflows) {
  EXPECT_THROW((void)judge_one(budget_of(1), {leaking_carts({kLargest, 0}), leaking_carts({1, 0})}),
               std::overflow_error);
  EXPECT_THROW((void)judge_one(budget_of(1), {leaking_carts({0, kLargest}), leaking_carts({0, 1})}),
               std::overflow_error);
}

TEST(Judge, RefusesAMeasureOfMoreThan63Bits) {
  EXPECT_THROW((void)judge_one(budget_of(1), {leaking_carts({kLargest + 1, 0})}), std::overflow_error);
}

TEST(NotJudged, SkipsEveryBudget) {
  Budget off = budget_of(5);
  off.id = "off";
  off.severity = Severity::off;
  Budget bytes = budget_of({}, 300);
  bytes.id = "bytes";
  bytes.measure = Measure::kept;
  const auto findings = not_judged(rulebook_of({budget_of(10, 300), off, bytes}));
  EXPECT_THAT(told(findings), ElementsAre("skip Cart: not judged (rule carts)",
                                          "skip Cart: switched off by 'severity: off' (rule off)",
                                          "skip Cart: not judged (rule bytes)"));
  EXPECT_TRUE(findings[0].blind);
  EXPECT_FALSE(findings[1].blind);
  EXPECT_EQ(findings[0].unit, Unit::objects);
  EXPECT_EQ(findings[0].limit, 10);
  EXPECT_EQ(findings[2].unit, Unit::bytes);
  EXPECT_EQ(findings[2].limit, 300);
  EXPECT_EQ(findings[2].measure, Measure::kept);
}

TEST(FindingStatus, HasTheNamesOfTheJsonReport) {
  EXPECT_STREQ(to_string(FindingStatus::pass), "pass");
  EXPECT_STREQ(to_string(FindingStatus::fail), "fail");
  EXPECT_STREQ(to_string(FindingStatus::warn), "warn");
  EXPECT_STREQ(to_string(FindingStatus::skip), "skip");
}

TEST(Measure, HasTheNamesOfTheRuleFile) {
  EXPECT_STREQ(to_string(Measure::leaked), "leaked");
  EXPECT_STREQ(to_string(Measure::kept), "kept");
  EXPECT_STREQ(to_string(Measure::growth), "growth");
  EXPECT_STREQ(to_string(Measure::transient), "transient");
}

}  // namespace
}  // namespace heapgate
