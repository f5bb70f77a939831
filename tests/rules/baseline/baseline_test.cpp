#include "heapgate/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "rules/judge/placed.hpp"

namespace heapgate {
namespace {

using test::leaking;
using test::placed;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

Rulebook rules(std::uint64_t max_increase = 0, std::optional<Bytes> max_bytes = {},
               Bytes max_increase_bytes = 0) {
  Budget budget;
  budget.id = "leak";
  budget.subject = "all objects";
  budget.each = Each::group;
  budget.max = 20;
  budget.max_bytes = max_bytes;
  budget.max_increase = max_increase;
  budget.max_increase_bytes = max_increase_bytes;
  return test::rulebook_of({budget});
}

PlacedGroup carts(std::int64_t line, std::uint64_t objects, Bytes bytes = 0) {
  return leaking(placed("Cart", "app.rb", line), {objects, bytes});
}

BaselineEntry entry(const std::string& subject, std::int64_t objects, std::int64_t bytes = 0) {
  return {"leak", subject, objects, bytes};
}

struct Held {
  std::vector<std::string> findings;  ///< "STATUS MESSAGE"
  std::vector<std::string> changes;   ///< "SUBJECT BEFORE>AFTER"
};

Held held(const std::vector<BaselineEntry>& entries, const std::vector<PlacedGroup>& groups,
          const Rulebook& rulebook = rules()) {
  std::vector<Finding> findings = judge(rulebook, groups);
  const BaselineReport report =
      apply_baseline(Baseline{"b.yml", "", "", entries}, "b.yml", rulebook, findings);
  EXPECT_FALSE(report.missing);
  Held result;
  for (const Finding& finding : findings)
    result.findings.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  for (const BaselineChange& change : report.changes) {
    result.changes.push_back(change.subject + " " + std::to_string(change.before) + ">" +
                             std::to_string(change.after));
  }
  return result;
}

constexpr const char* kOver = "Cart app.rb:14: 200 objects leaked, over the limit of 20 (rule leak)";

TEST(Baseline, LetsThroughWhatIsInIt) {
  const Held same = held({entry("Cart app.rb:14", 200)}, {carts(14, 200)});
  EXPECT_THAT(same.findings,
              ElementsAre("pass " + std::string(kOver) + ", but within the baseline's 200 objects"));
  EXPECT_THAT(same.changes, IsEmpty());
}

TEST(Baseline, FailsOnAnyIncrease) {
  const Held more = held({entry("Cart app.rb:14", 199)}, {carts(14, 200)});
  EXPECT_THAT(more.findings,
              ElementsAre("fail " + std::string(kOver) + ", and over the baseline's 199 objects"));
  EXPECT_THAT(more.changes, ElementsAre("Cart app.rb:14 199>200"));
}

TEST(Baseline, FailsOnWhatIsNotInIt) {
  const Held added = held({}, {carts(14, 200)});
  EXPECT_THAT(added.findings, ElementsAre("fail " + std::string(kOver) + ", and not in the baseline"));
  EXPECT_THAT(added.changes, ElementsAre("Cart app.rb:14 0>200"));
}

TEST(Baseline, LeavesAloneWhatHoldsItsLimit) {
  EXPECT_THAT(held({}, {carts(14, 20)}).findings,
              ElementsAre("pass Cart app.rb:14: 20 objects leaked, within the limit of 20 (rule leak)"));
}

TEST(Baseline, MayBeExceededByMaxIncreaseInclusive) {
  EXPECT_THAT(held({entry("Cart app.rb:14", 195)}, {carts(14, 200)}, rules(5)).findings,
              ElementsAre("pass " + std::string(kOver) +
                          ", but within the baseline's 195 objects and the 5 more it may grow by"));
  EXPECT_THAT(held({entry("Cart app.rb:14", 195)}, {carts(14, 200)}, rules(4)).findings,
              ElementsAre("fail " + std::string(kOver) +
                          ", and over the baseline's 195 objects and the 4 more it may grow by"));
  EXPECT_THAT(held({entry("Cart app.rb:14", 1)}, {carts(14, 200)}, rules(kHuge)).findings[0],
              testing::StartsWith("pass "));
  EXPECT_THAT(
      held({entry("Cart app.rb:14", std::numeric_limits<std::int64_t>::min())}, {carts(14, 200)}, rules(100))
          .findings[0],
      testing::StartsWith("fail "));
}

TEST(Baseline, HoldsBytesAgainstBytes) {
  const Rulebook in_bytes = rules(0, 100, 50);
  const auto bytes = [&](std::int64_t before) {
    return held({entry("Cart app.rb:14", 200, before)}, {carts(14, 200, 1000)}, in_bytes);
  };
  EXPECT_THAT(bytes(950).findings[1],
              "pass Cart app.rb:14: 1000 bytes leaked, over the limit of 100 (rule leak), but within the "
              "baseline's 950 bytes and the 50 more it may grow by");
  EXPECT_THAT(bytes(949).findings[1], testing::StartsWith("fail "));
  // A rise in bytes alone is told, too.
  EXPECT_THAT(bytes(949).changes, ElementsAre("Cart app.rb:14 200>200"));
  EXPECT_THAT(bytes(1000).changes, IsEmpty());
}

TEST(Baseline, TellsARiseInBytesOnlyIfALimitInBytesIsExceeded) {
  EXPECT_THAT(held({entry("Cart app.rb:14", 200, 5)}, {carts(14, 200, 1000)}).changes, IsEmpty());
}

TEST(Baseline, TellsWhatRoseFirstAndThenWhatFell) {
  const Held mixed = held({entry("Cart app.rb:1", 100), entry("Cart app.rb:2", 100),
                           entry("Cart app.rb:3", 100), entry("Cart lib.rb:9", 50), entry("Gone x.rb:1", 30)},
                          {carts(1, 110), carts(2, 300), carts(3, 90), carts(4, 40)});
  EXPECT_THAT(mixed.changes,
              ElementsAre("Cart app.rb:2 100>300", "Cart app.rb:4 0>40", "Cart app.rb:1 100>110",
                          "Cart app.rb:3 100>90", "Gone x.rb:1 30>0", "Cart lib.rb:9 50>0"));
}

TEST(Baseline, TellsWhatFellBelowItsLimit) {
  EXPECT_THAT(held({entry("Cart app.rb:14", 200)}, {carts(14, 3)}).changes,
              ElementsAre("Cart app.rb:14 200>3"));
}

TEST(Baseline, FindsAnEntryWhoseLineMoved) {
  const Held moved = held({entry("Cart app.rb:14", 200)}, {carts(17, 200)});
  EXPECT_THAT(moved.findings[0], testing::StartsWith("pass "));
  EXPECT_THAT(moved.changes, IsEmpty());
}

TEST(Baseline, FindsEntriesThatMovedTogetherByTheirOrder) {
  const std::vector<BaselineEntry> before{entry("Cart app.rb:9", 100), entry("Cart app.rb:14", 200)};
  const Held moved = held(before, {carts(15, 200), carts(10, 100)});
  EXPECT_THAT(moved.findings, testing::Each(testing::StartsWith("pass ")));
  EXPECT_THAT(moved.changes, IsEmpty());
  // One of the two rose.
  EXPECT_THAT(held(before, {carts(15, 200), carts(10, 101)}).changes, ElementsAre("Cart app.rb:10 100>101"));
  // One of the two fell below its limit.
  EXPECT_THAT(held(before, {carts(15, 200), carts(10, 3)}).changes, ElementsAre("Cart app.rb:10 100>3"));
}

TEST(Baseline, LetsOneEntryGoForOneSubjectOnly) {
  const Held two = held({entry("Cart app.rb:14", 200)}, {carts(15, 200), carts(30, 150)});
  EXPECT_THAT(two.findings, testing::Each(testing::StartsWith("fail ")));
  // What holds its limit does not stand in the way.
  EXPECT_THAT(held({entry("Cart app.rb:14", 200)}, {carts(15, 200), carts(30, 3)}).findings,
              testing::Each(testing::StartsWith("pass ")));
  // An entry whose line still stands is no other line's.
  EXPECT_THAT(held({entry("Cart app.rb:14", 200)}, {carts(14, 200), carts(30, 150)}).findings,
              ElementsAre(testing::StartsWith("pass "), testing::StartsWith("fail ")));
}

TEST(Baseline, TakesNoOtherRulesClassesOrFilesEntry) {
  EXPECT_THAT(held({{"other", "Cart app.rb:14", 200, 0}}, {carts(14, 200)}).findings[0],
              testing::StartsWith("fail "));
  EXPECT_THAT(held({entry("Cart lib.rb:14", 200), entry("Cart app.rb", 200), entry("Cart app.rb:x", 200)},
                   {carts(14, 200)})
                  .findings[0],
              testing::StartsWith("fail "));
}

TEST(Baseline, LeavesSkippedAndAllowedFindingsAlone) {
  Finding expired;
  expired.rule = "allow";
  expired.subject = "Cart";
  expired.status = FindingStatus::warn;
  expired.message = "Cart: expired";
  std::vector<Finding> findings{expired};
  (void)apply_baseline(Baseline{}, "b.yml", rules(), findings);
  EXPECT_EQ(findings[0].message, "Cart: expired");
  EXPECT_EQ(findings[0].status, FindingStatus::warn);
}

TEST(Baseline, ThatIsMissingFailsNothingAndSaysHowToMakeIt) {
  std::vector<Finding> findings = judge(rules(), std::vector{carts(14, 200), carts(15, 3)});
  const BaselineReport report = apply_baseline(std::nullopt, "ci/b.yml", rules(), findings);
  EXPECT_TRUE(report.missing);
  EXPECT_EQ(report.path, "ci/b.yml");
  ASSERT_EQ(findings.size(), 3);
  EXPECT_EQ(findings[0].rule, "baseline");
  EXPECT_EQ(findings[0].subject, "ci/b.yml");
  EXPECT_EQ(findings[0].status, FindingStatus::skip);
  EXPECT_FALSE(findings[0].blind);
  EXPECT_EQ(findings[0].message,
            "ci/b.yml: no baseline yet, so nothing fails; this run writes it, if the dumps can be judged");
  EXPECT_EQ(findings[1].status, FindingStatus::warn);
  EXPECT_EQ(findings[2].status, FindingStatus::pass);
}

TEST(BaselineEntries, AreWhatExceedsItsLimitsByRuleAndSubject) {
  EXPECT_THAT(
      baseline_entries(judge(rules(0, 100), std::vector{carts(9, 30, 300), carts(14, 200, 3), carts(20, 2)})),
      ElementsAre(entry("Cart app.rb:14", 200, 3), entry("Cart app.rb:9", 30, 300)));
}

TEST(BaselineEntries, AreThereForWarningsToo) {
  Rulebook warning = rules();
  warning.budgets[0].severity = Severity::warn;
  EXPECT_THAT(baseline_entries(judge(warning, std::vector{carts(9, 30)})),
              ElementsAre(entry("Cart app.rb:9", 30)));
}

TEST(Tightened, LowersAndRemovesAndDoesNoMore) {
  const Baseline before{"b.yml",
                        "",
                        "",
                        {entry("Cart app.rb:1", 100, 10), entry("Cart app.rb:2", 100, 10),
                         entry("Cart app.rb:3", 100, 10), entry("Gone x.rb:1", 30, 3)}};
  // 1 fell, 2 rose in objects and fell in bytes, 3 holds its limit now, 4 is new.
  const auto findings =
      judge(rules(), std::vector{carts(1, 60, 6), carts(2, 150, 5), carts(3, 20, 2), carts(4, 99, 9)});
  EXPECT_THAT(tightened(before, findings),
              ElementsAre(entry("Cart app.rb:1", 60, 6), entry("Cart app.rb:2", 100, 5)));
}

TEST(Tightened, WritesTheLineThatMoved) {
  EXPECT_THAT(tightened({"b.yml", "", "", {entry("Cart app.rb:14", 200)}},
                        judge(rules(), std::vector{carts(15, 150)})),
              ElementsAre(entry("Cart app.rb:15", 150)));
}

}  // namespace
}  // namespace heapgate
