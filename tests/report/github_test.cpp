#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "util/text.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using test::AnnotationSeen;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<AnnotationSeen> annotations(const Verdict& verdict) {
  return test::annotations_in(render_github(verdict));
}

Verdict leaking_in(std::size_t count, FindingStatus status = FindingStatus::fail) {
  std::vector<PlacedGroup> groups;
  for (std::size_t i = 0; i < count; ++i)
    groups.push_back(
        test::leaking("Class" + std::to_string(i), "app.rb", static_cast<std::int64_t>(i) + 1, 100 + i));
  Verdict verdict = test::verdict_of(std::move(groups));
  verdict.outcome = status == FindingStatus::fail ? Outcome::fail : Outcome::pass;
  verdict.exit_code = status == FindingStatus::fail ? ExitCode::exceeded : ExitCode::pass;
  for (std::size_t i = 0; i < count; ++i) {
    verdict.findings.push_back(test::finding_on(verdict, i, 20, status));
    verdict.findings.back().objects = static_cast<std::int64_t>(100 + i);
  }
  return verdict;
}

void expect_golden(const std::string& name, const Verdict& verdict) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name + ".github.txt", render_github(verdict));
}

TEST(GithubReport, OfAFailure) {
  expect_golden("fail", test::failing_verdict());
}

TEST(GithubReport, OfDumpsThatCannotBeJudged) {
  expect_golden("inconclusive", test::inconclusive_verdict());
}

TEST(GithubReport, OfAPassIsEmpty) {
  EXPECT_EQ(render_github(test::passing_verdict()), "");
}

TEST(GithubReport, TellsFileLineTitleAndMessage) {
  const auto seen = annotations(leaking_in(1));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].level, "error");
  EXPECT_EQ(seen[0].file, "app.rb");
  EXPECT_EQ(seen[0].line, "1");
  EXPECT_EQ(seen[0].title, "heapgate: leak");
  EXPECT_EQ(seen[0].message, "Class0 app.rb:1: 100 objects leaked, over the limit of 20 (rule leak)");
}

TEST(GithubReport, ShowsAllOfTenAndOfMoreTheWorstNine) {
  EXPECT_EQ(annotations(leaking_in(10)).size(), 10U);
  for (const FindingStatus status : {FindingStatus::fail, FindingStatus::warn}) {
    const auto seen = annotations(leaking_in(23, status));
    ASSERT_EQ(seen.size(), 10U);
    EXPECT_THAT(seen.front().message, StartsWith("Class22 app.rb:23: "));
    EXPECT_THAT(seen[8].message, StartsWith("Class14 app.rb:15: "));
    EXPECT_EQ(seen[9].message, "14 more findings: see the report of this step");
    EXPECT_EQ(seen[9].level, status == FindingStatus::fail ? "error" : "warning");
    EXPECT_EQ(seen[9].file, "");
  }
}

TEST(GithubReport, HasOneAnnotationForTheLimitsOfOneSubject) {
  Verdict verdict = leaking_in(1);
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::fail));
  const auto seen = annotations(verdict);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_THAT(seen[0].message, HasSubstr("100 objects leaked, over the limit of 20 (rule leak)\nClass0"));
  EXPECT_THAT(seen[0].message, HasSubstr("4000 bytes leaked"));
}

TEST(GithubReport, CallsNothingAnErrorThatDoesNotFailTheBuild) {
  Verdict verdict = leaking_in(1);
  verdict.advisory = true;
  verdict.exit_code = ExitCode::pass;
  EXPECT_EQ(annotations(verdict)[0].level, "warning");
}

TEST(GithubReport, CallsWarningsErrorsWhereTheyFailTheBuild) {
  Verdict verdict = leaking_in(1, FindingStatus::warn);
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  EXPECT_EQ(annotations(verdict)[0].level, "error");
}

TEST(GithubReport, NamesTheBudgetsThatCannotBeJudgedWhereTheDumpsCan) {
  Verdict verdict = test::inconclusive_verdict();
  verdict.trust.resize(1);
  const auto seen = annotations(verdict);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].message, "all objects: not judged (rule leak)");
}

TEST(GithubReport, PutsWhatIsWrongWithTheDumpsFirst) {
  Verdict verdict = leaking_in(12);
  verdict.outcome = Outcome::inconclusive;
  verdict.exit_code = ExitCode::inconclusive;
  verdict.trust.push_back({TrustCheck::compaction, TrustStatus::fail, "the heap was compacted"});
  EXPECT_EQ(annotations(verdict).front().title, "heapgate cannot judge: compaction");
}

TEST(GithubReport, NamesNoFileOutsideOfTheRepository) {
  Verdict verdict = leaking_in(1);
  PlacedGroup& placed = verdict.groups[0];
  for (const char* path : {"/usr/lib/ruby/set.rb", "../other/app.rb"}) {
    placed = test::at(placed, path);
    EXPECT_EQ(annotations(verdict)[0].file, "") << path;
  }
  placed = test::at(placed, "vendor/bundle/ruby/3.1.0/gems/puma-5.6.5/lib/puma.rb",
                    Gem{"puma", "5.6.5", "lib/puma.rb"});
  EXPECT_EQ(annotations(verdict)[0].file, "");
  placed = test::leaking("Cart", "<internal:kernel>", 1, 100);
  placed.group.key.file = "<internal:kernel>";
  EXPECT_EQ(annotations(verdict)[0].file, "");
}

TEST(GithubReport, LetsNoNameEndACommandOrBeOne) {
  std::vector<std::string> names(test::kHostileNames.begin(), test::kHostileNames.end());
  names.insert(names.end(), {"::set-output name=x::y", "a,line=7::b", "100%0A::error::%25",
                             "##[add-path]/evil", "x\n::error::planted", "x\r::error::planted"});
  for (const std::string& name : names) {
    const std::string text = render_github(test::hostile_verdict(name));
    const auto seen = test::annotations_in(text);
    ASSERT_EQ(seen.size(), 2U) << clean_line(name);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_EQ(test::commands_in(text), (std::vector<std::string>{"error", "warning"}));
    EXPECT_EQ(seen[0].file, clean_line(name));
    EXPECT_EQ(seen[0].line, "5");
    EXPECT_EQ(seen[0].message, clean_line(test::hostile_verdict(name).findings[0].message));
    EXPECT_EQ(seen[1].message, clean_line(name));
  }
}

TEST(GithubReport, ShortensNamesOfHundredsOfKilobytes) {
  EXPECT_LT(render_github(test::hostile_verdict(std::string(300'000, 'x'))).size(), 10'000U);
}

}  // namespace
}  // namespace heapgate
