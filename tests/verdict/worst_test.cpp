#include "heapgate/worst.hpp"

#include <gmock/gmock.h>

namespace heapgate {
namespace {

using testing::ElementsAre;

Finding finding(const char* rule, const char* subject, std::int64_t actual, std::uint64_t limit,
                Unit unit = Unit::objects) {
  Finding result;
  result.rule = rule;
  result.subject = subject;
  result.actual = actual;
  result.limit = limit;
  result.unit = unit;
  return result;
}

std::vector<std::string> subjects(const std::vector<Finding>& findings) {
  std::vector<std::string> result;
  for (const Finding* each : worst_findings(findings)) result.push_back(each->subject);
  return result;
}

TEST(WorstFindings, AreTheMostOverTheirLimitOrNearestToIt) {
  EXPECT_THAT(subjects({finding("leak", "near", 19, 20), finding("leak", "far", 2, 20)}),
              ElementsAre("near"));
  EXPECT_THAT(subjects({finding("leak", "over", 30, 20), finding("leak", "much", 310, 300),
                        finding("leak", "more", 40, 20)}),
              ElementsAre("more"));
  EXPECT_THAT(subjects({finding("leak", "first", 30, 20), finding("leak", "as far", 30, 20)}),
              ElementsAre("first"));
}

// A baseline lets through what it has, however large.
TEST(WorstFindings, FailBeforeTheyWarnBeforeAllElse) {
  Finding known = finding("leak", "known", 900, 20);
  Finding warned = finding("leak", "warned", 500, 20);
  Finding failed = finding("leak", "failed", 25, 20);
  warned.status = FindingStatus::warn;
  failed.status = FindingStatus::fail;
  EXPECT_THAT(subjects({known, warned, failed}), ElementsAre("failed"));
  EXPECT_THAT(subjects({known, warned}), ElementsAre("warned"));
  EXPECT_THAT(subjects({known}), ElementsAre("known"));
}

TEST(WorstFindings, AreOneForEachRuleMeasureAndUnit) {
  Finding kept = finding("leak", "kept", 1, 20);
  kept.measure = Measure::kept;
  EXPECT_THAT(subjects({finding("leak", "objects", 1, 20), finding("leak", "bytes", 900, 20, Unit::bytes),
                        finding("app", "app", 2, 20), kept, finding("leak", "less", 0, 20)}),
              ElementsAre("objects", "bytes", "app", "kept"));
}

TEST(WorstFindings, LeaveOutWhatWasNotJudged) {
  Finding skipped = finding("leak", "skipped", 900, 20);
  skipped.status = FindingStatus::skip;
  Finding allowed = finding("allow", "allowed", 900, 0);
  allowed.kind = FindingKind::allowance;
  EXPECT_THAT(subjects({skipped, allowed, finding("leak", "judged", 1, 20)}), ElementsAre("judged"));
}

TEST(WorstFindings, CompareRatesByTheirOwnLimit) {
  Finding slow = finding("rate", "slow", 0, 0, Unit::per_1000);
  Finding fast = slow;
  fast.subject = "fast";
  slow.rate = 1.5;
  fast.rate = 2.5;
  slow.rate_limit = fast.rate_limit = 2;
  EXPECT_THAT(subjects({slow, fast}), ElementsAre("fast"));
}

}  // namespace
}  // namespace heapgate
