#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dump_lines.hpp"
#include "heapgate/verdict.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using testing::ElementsAre;

constexpr int kArrayClass = 1;
constexpr int kArray = 2;
constexpr int kFirst = 10;

// An Array of line 4 with `objects` new objects of line 7 and `numbers` Integers; `others` more such objects
// that something else holds.
DumpLines dump(int objects, int numbers, int others, int generation) {
  DumpLines lines;
  std::vector<int> in_array;
  std::vector<int> outside;
  for (int i = 0; i < objects; ++i) in_array.push_back(kFirst + i);
  for (int i = 0; i < others; ++i) outside.push_back(900 + i);
  lines.root("vm", {kArrayClass, kArray}).root("global_tbl", outside);
  lines.klass(kArrayClass, "Array", {kArray});
  lines.add({kArray, "ARRAY", 4, 1, in_array, objects + numbers, kArrayClass});
  for (const int object : in_array) lines.add({object, "OBJECT", 7, 2, {}});
  for (const int object : outside) lines.add({object, "OBJECT", 7, generation, {}});
  lines.add({950, "OBJECT", 9, generation, {}});
  return lines;
}

Budget each_group(const char* id, Measure measure) {
  Budget budget;
  budget.id = id;
  budget.each = Each::group;
  budget.measure = measure;
  budget.max = 20;
  return budget;
}

Verdict judged(const std::vector<DumpLines>& dumps, std::vector<AllowEntry> allow = {}) {
  const test::TempFolder folder;
  Rulebook rules;
  rules.budgets = {each_group("leak", Measure::leaked), each_group("contents", Measure::contents)};
  rules.allow = std::move(allow);
  for (const TrustCheck check : overridable_checks()) rules.trust[check] = TrustStatus::warn;
  JudgeOptions options;
  options.explaining = Explaining::over_budget;
  return reach_verdict(test::read_again(folder, dumps), rules, options);
}

std::vector<std::string> exceeded(const Verdict& verdict) {
  std::vector<std::string> subjects;
  for (const Finding& finding : verdict.findings) {
    if (is_over(finding)) subjects.push_back(finding.subject);
  }
  return subjects;
}

TEST(Fillings, AContainerThatGrowsByALeakIsItsHolderAndNoSecondFinding) {
  const Verdict verdict = judged({dump(0, 0, 0, 2), dump(30, 0, 0, 4), dump(60, 0, 0, 6)});
  EXPECT_THAT(exceeded(verdict), ElementsAre("(internal OBJECT) app.rb:7"));
}

TEST(Fillings, NorIsItWhereTheLeakIsAllowed) {
  AllowEntry entry;
  entry.matchers.emplace_back(Matcher::Subject::type, std::vector<std::string>{"OBJECT"});
  entry.max = 100;
  const Verdict verdict = judged({dump(0, 0, 0, 2), dump(30, 0, 0, 4), dump(60, 0, 0, 6)}, {entry});
  EXPECT_THAT(exceeded(verdict), ElementsAre());
}

TEST(Fillings, AContainerThatGrowsByMoreThanTheLeakIsToldToo) {
  const Verdict verdict = judged({dump(0, 0, 0, 2), dump(30, 30, 0, 4), dump(60, 60, 0, 6)});
  EXPECT_THAT(exceeded(verdict), ElementsAre("(internal OBJECT) app.rb:7", "Array app.rb:4"));
}

// What comes and goes elsewhere hides that the objects of this line leak.
TEST(Fillings, AContainerIsToldWhoseObjectsDoNotLeakAsAGroup) {
  const Verdict verdict = judged({dump(0, 0, 40, 2), dump(30, 0, 5, 4), dump(60, 0, 0, 6)});
  EXPECT_THAT(exceeded(verdict), ElementsAre("Array app.rb:4"));
}

TEST(Fillings, TellsWhatHoldsAContainerThatGrows) {
  const Verdict verdict = judged({dump(0, 0, 0, 2), dump(0, 30, 0, 4), dump(0, 60, 0, 6)});
  EXPECT_THAT(exceeded(verdict), ElementsAre("Array app.rb:4"));
  ASSERT_TRUE(verdict.explanation);
  ASSERT_EQ(verdict.explanation->leaks.size(), 1U);
  const ExplainedLeak& leak = verdict.explanation->leaks[0];
  EXPECT_EQ(verdict.groups[leak.group].group.pattern, Pattern::growing);
  EXPECT_THAT(leak.path, ElementsAre("root vm", "Array app.rb:4"));
  EXPECT_TRUE(leak.holders.empty());
  EXPECT_THAT(leak.outside, ElementsAre(testing::Pair("vm", 1)));
}

}  // namespace
}  // namespace heapgate
