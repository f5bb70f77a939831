#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/rules.hpp"
#include "placed.hpp"

namespace heapgate {
namespace {

using test::leaking;
using test::placed;
using test::rulebook_of;

constexpr JudgeContext kNoSites{Basis::objects, false};
constexpr JudgeContext kClassGrowth{Basis::class_growth, false};

Budget budget_of(Measure measure, bool needs_sites = false) {
  Budget budget;
  budget.id = "r";
  budget.subject = "all objects";
  budget.measure = measure;
  budget.max = 5;
  budget.needs_sites = needs_sites;
  return budget;
}

Finding judge_one(const Budget& budget, const JudgeContext& context) {
  const std::vector<PlacedGroup> groups{leaking(placed("Cart", "(unknown site)"), {9, 90})};
  return judge(rulebook_of({budget}), groups, context).at(0);
}

TEST(JudgeSight, SkipsABudgetThatNeedsSitesWhereThereAreNone) {
  for (const JudgeContext& context : {kNoSites, kClassGrowth}) {
    const Finding finding = judge_one(budget_of(Measure::leaked, true), context);
    EXPECT_EQ(finding.status, FindingStatus::skip);
    EXPECT_EQ(finding.message, "all objects: not judged: these dumps do not tell sites (rule r)");
    EXPECT_TRUE(finding.blind);
  }
}

TEST(JudgeSight, SkipsABudgetOfSingleObjectsWhereTheyCannotBeTold) {
  for (const Measure measure : {Measure::kept, Measure::transient}) {
    const Finding finding = judge_one(budget_of(measure), kClassGrowth);
    EXPECT_EQ(finding.status, FindingStatus::skip);
    EXPECT_EQ(finding.message,
              "all objects: not judged: objects cannot be told apart in these dumps (rule r)");
    EXPECT_EQ(finding.limit, 5);
    EXPECT_TRUE(finding.blind);
  }
}

TEST(JudgeSight, JudgesWhatClassGrowthTells) {
  EXPECT_EQ(judge_one(budget_of(Measure::leaked), kClassGrowth).status, FindingStatus::fail);
  EXPECT_EQ(judge_one(budget_of(Measure::growth), kClassGrowth).status, FindingStatus::pass);
}

TEST(JudgeSight, JudgesSingleObjectsWithoutTheirSites) {
  EXPECT_EQ(judge_one(budget_of(Measure::kept), kNoSites).message,
            "all objects: 0 objects kept, within the limit of 5 (rule r)");
}

TEST(JudgeSight, IsNotBlindIfTheBudgetOnlyWarns) {
  Budget budget = budget_of(Measure::leaked, true);
  budget.severity = Severity::warn;
  const Finding finding = judge_one(budget, kNoSites);
  EXPECT_EQ(finding.status, FindingStatus::skip);
  EXPECT_EQ(finding.message, "all objects: not judged: these dumps do not tell sites (rule r)");
  EXPECT_FALSE(finding.blind);
}

TEST(JudgeSight, IsNotBlindIfTheBudgetIsOff) {
  Budget budget = budget_of(Measure::leaked, true);
  budget.severity = Severity::off;
  const Finding finding = judge_one(budget, kNoSites);
  EXPECT_EQ(finding.message, "all objects: switched off by 'severity: off' (rule r)");
  EXPECT_FALSE(finding.blind);
}

TEST(JudgeSight, IsNotBlindWhereAllIsSeen) {
  EXPECT_FALSE(judge_one(budget_of(Measure::leaked, true), {}).blind);
  EXPECT_EQ(judge_one(budget_of(Measure::leaked, true), {}).status, FindingStatus::fail);
}

}  // namespace
}  // namespace heapgate
