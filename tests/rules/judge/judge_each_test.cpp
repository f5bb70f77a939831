#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/rules.hpp"
#include "placed.hpp"

namespace heapgate {
namespace {

using test::growing;
using test::leaking;
using test::placed;
using test::rulebook_of;
using test::with_gem;
using test::with_type;
using testing::ElementsAre;

Budget budget_of(Each each, std::optional<std::uint64_t> max, std::optional<Bytes> max_bytes = {}) {
  Budget budget;
  budget.id = "r";
  budget.subject = "all objects";
  budget.each = each;
  budget.max = max;
  budget.max_bytes = max_bytes;
  return budget;
}

std::vector<Finding> judge_one(const Budget& budget, const std::vector<PlacedGroup>& groups) {
  return judge(rulebook_of({budget}), groups);
}

// "STATUS SUBJECT ACTUAL [GROUPS]".
std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) {
    std::string text = to_string(finding.status);
    text += " " + finding.subject + " " + std::to_string(finding.actual) + " [";
    for (const std::size_t group : finding.groups)
      text += (text.ends_with('[') ? "" : " ") + std::to_string(group);
    texts.push_back(text + "]");
  }
  return texts;
}

// Groups of two classes, two sites and two gems, not in the order of their leaks.
std::vector<PlacedGroup> shop() {
  return {with_gem(leaking(placed("Cart", "app.rb", 14), {3, 30}), "rack", "2.2.4"),
          leaking(placed("Item", "app.rb", 14), {9, 900}), leaking(placed("Cart", "lib.rb", 2), {5, 500}),
          with_gem(leaking(placed("Item", "lib.rb", 2), {1, 10}), "rack", "2.2.4")};
}

TEST(JudgeEach, SumsAllGroupsWithoutEach) {
  EXPECT_THAT(told(judge_one(budget_of(Each::sum, 17), shop())),
              ElementsAre("fail all objects 18 [1 2 0 3]"));
  EXPECT_THAT(told(judge_one(budget_of(Each::sum, 18), shop())),
              ElementsAre("pass all objects 18 [1 2 0 3]"));
}

TEST(JudgeEach, JudgesEveryGroupLargestFirst) {
  EXPECT_THAT(
      told(judge_one(budget_of(Each::group, 4), shop())),
      ElementsAre("fail Item app.rb:14 9 [1]", "fail Cart lib.rb:2 5 [2]",
                  "pass Cart rack 2.2.4 lib/it.rb:14 3 [0]", "pass Item rack 2.2.4 lib/it.rb:2 1 [3]"));
}

TEST(JudgeEach, JudgesEveryClass) {
  EXPECT_THAT(told(judge_one(budget_of(Each::class_name, 8), shop())),
              ElementsAre("fail Item 10 [1 3]", "pass Cart 8 [2 0]"));
}

TEST(JudgeEach, JudgesEverySite) {
  EXPECT_THAT(told(judge_one(budget_of(Each::site, 6), {leaking(placed("Cart", "app.rb", 14), {3, 30}),
                                                        leaking(placed("Item", "app.rb", 14), {9, 900}),
                                                        leaking(placed("Cart", "lib.rb", 2), {5, 500}),
                                                        leaking(placed("Item", "lib.rb", 2), {1, 10})})),
              ElementsAre("fail app.rb:14 12 [1 0]", "pass lib.rb:2 6 [2 3]"));
}

TEST(JudgeEach, JudgesEveryGem) {
  EXPECT_THAT(told(judge_one(budget_of(Each::gem, 4), shop())),
              ElementsAre("fail (no gem) 14 [1 2]", "pass rack 2.2.4 4 [0 3]"));
}

TEST(JudgeEach, TellsVersionsOfAGemApart) {
  EXPECT_THAT(told(judge_one(budget_of(Each::gem, 9),
                             {with_gem(leaking(placed("A", "a.rb"), {1, 0}), "rack", "2.2.4"),
                              with_gem(leaking(placed("A", "a.rb"), {2, 0}), "rack", "3.0.0"),
                              with_gem(leaking(placed("A", "a.rb"), {3, 0}), "rack")})),
              ElementsAre("pass rack 3 [2]", "pass rack 3.0.0 2 [1]", "pass rack 2.2.4 1 [0]"));
}

TEST(JudgeEach, WritesTheSubjectIntoTheMessage) {
  const auto findings = judge_one(budget_of(Each::group, 4), shop());
  EXPECT_EQ(findings[0].message, "Item app.rb:14: 9 objects leaked, over the limit of 4 (rule r)");
  EXPECT_EQ(findings[3].message,
            "Item rack 2.2.4 lib/it.rb:2: 1 object leaked, within the limit of 4 (rule r)");
}

TEST(JudgeEach, JudgesOnlyGroupsThatAllPatternsMatch) {
  Budget budget = budget_of(Each::group, 4);
  budget.matchers = {Matcher(Matcher::Subject::class_name, {"Cart"}),
                     Matcher(Matcher::Subject::site, {"lib.rb"})};
  EXPECT_THAT(told(judge_one(budget, shop())), ElementsAre("fail Cart lib.rb:2 5 [2]"));
}

TEST(JudgeEach, LeavesOutSubjectsWhoseMeasureIsZero) {
  EXPECT_THAT(told(judge_one(
                  budget_of(Each::class_name, 0),
                  {placed("Item", "a.rb"), leaking(placed("Cart", "a.rb"), {1, 8}), placed("Cart", "b.rb")})),
              ElementsAre("fail Cart 1 [1]"));
}

TEST(JudgeEach, LeavesOutSubjectsWhoseGroupsCancelOut) {
  Budget budget = budget_of(Each::class_name, 0);
  budget.measure = Measure::growth;
  EXPECT_THAT(told(judge_one(budget, {growing(placed("Cart", "a.rb"), {0, 0}, {4, 40}),
                                      growing(placed("Cart", "b.rb"), {4, 40}, {0, 0}),
                                      growing(placed("Item", "a.rb"), {0, 0}, {1, 8})})),
              ElementsAre("fail Item 1 [2]"));
}

TEST(JudgeEach, KeepsSubjectsThatGrewInBytesAlone) {
  Budget budget = budget_of(Each::class_name, 0, 0);
  budget.measure = Measure::growth;
  EXPECT_THAT(told(judge_one(budget, {growing(placed("Cart", "a.rb"), {4, 40}, {4, 48})})),
              ElementsAre("pass Cart 0 [0]", "fail Cart 8 [0]"));
}

TEST(JudgeEach, GivesOnePassingFindingIfThereIsNoSubject) {
  for (const Each each : {Each::group, Each::class_name, Each::site, Each::gem}) {
    EXPECT_THAT(told(judge_one(budget_of(each, 0), {placed("Cart", "a.rb")})),
                ElementsAre("pass all objects 0 []"));
    EXPECT_THAT(told(judge_one(budget_of(each, 0), {})), ElementsAre("pass all objects 0 []"));
  }
  EXPECT_EQ(judge_one(budget_of(Each::site, 0), {}).at(0).message,
            "all objects: 0 objects leaked, within the limit of 0 (rule r)");
}

TEST(JudgeEach, GivesEveryLimitOfASubjectItsFindingBeforeTheNextSubject) {
  EXPECT_THAT(
      told(judge_one(budget_of(Each::class_name, 9, 600), shop())),
      ElementsAre("fail Item 10 [1 3]", "fail Item 910 [1 3]", "pass Cart 8 [2 0]", "pass Cart 530 [2 0]"));
}

TEST(JudgeEach, OrdersEqualNumbersByBytesThenByName) {
  EXPECT_THAT(told(judge_one(budget_of(Each::class_name, 9),
                             {leaking(placed("C", "a.rb"), {2, 10}), leaking(placed("B", "a.rb"), {2, 10}),
                              leaking(placed("A", "a.rb"), {2, 9}), leaking(placed("D", "a.rb"), {2, 11})})),
              ElementsAre("pass D 2 [3]", "pass B 2 [1]", "pass C 2 [0]", "pass A 2 [2]"));
}

TEST(JudgeEach, OrdersEqualGroupsOfASubjectAsTheyCame) {
  EXPECT_THAT(told(judge_one(budget_of(Each::class_name, 9),
                             {leaking(placed("A", "c.rb"), {2, 9}), leaking(placed("A", "a.rb"), {2, 9}),
                              leaking(placed("A", "b.rb"), {2, 10})})),
              ElementsAre("pass A 6 [2 0 1]"));
}

TEST(JudgeEach, OrdersWhatShrankLast) {
  Budget budget = budget_of(Each::class_name, 0);
  budget.measure = Measure::growth;
  EXPECT_THAT(told(judge_one(budget, {growing(placed("A", "a.rb"), {9, 0}, {1, 0}),
                                      growing(placed("B", "a.rb"), {2, 0}, {1, 0}),
                                      growing(placed("C", "a.rb"), {1, 0}, {2, 0})})),
              ElementsAre("fail C 1 [2]", "pass B -1 [1]", "pass A -8 [0]"));
}

TEST(JudgeEach, KeepsGroupsApartThatDifferInTypeAlone) {
  EXPECT_THAT(told(judge_one(budget_of(Each::group, 5),
                             {with_type(leaking(placed("Class", "a.rb", 1), {4, 40}), "CLASS"),
                              with_type(leaking(placed("Class", "a.rb", 1), {3, 30}), "ICLASS")})),
              ElementsAre("pass Class a.rb:1 4 [0]", "pass Class a.rb:1 3 [1]"));
}

TEST(JudgeEach, SumsSitesOverTypes) {
  EXPECT_THAT(told(judge_one(budget_of(Each::site, 5),
                             {with_type(leaking(placed("String", "a.rb", 1), {4, 40}), "STRING"),
                              with_type(leaking(placed("Array", "a.rb", 1), {3, 30}), "ARRAY")})),
              ElementsAre("fail a.rb:1 7 [0 1]"));
}

TEST(JudgeEach, JudgesUnknownSitesAsOne) {
  EXPECT_THAT(told(judge_one(budget_of(Each::site, 5), {leaking(placed("A", "(unknown site)"), {4, 40}),
                                                        leaking(placed("B", "(unknown site)"), {3, 30})})),
              ElementsAre("fail (unknown site) 7 [0 1]"));
}

TEST(JudgeEach, WarnsForEverySubjectOfAWarning) {
  Budget budget = budget_of(Each::class_name, 8);
  budget.severity = Severity::warn;
  EXPECT_THAT(told(judge_one(budget, shop())), ElementsAre("warn Item 10 [1 3]", "pass Cart 8 [2 0]"));
}

TEST(JudgeEach, GivesOneSkippedFindingForABudgetThatIsOff) {
  Budget budget = budget_of(Each::class_name, 8, 9);
  budget.severity = Severity::off;
  EXPECT_THAT(told(judge_one(budget, shop())), ElementsAre("skip all objects 0 []"));
}

}  // namespace
}  // namespace heapgate
