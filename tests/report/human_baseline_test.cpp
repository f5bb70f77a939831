#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_golden(const std::string& name, const Verdict& verdict) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name + ".txt", render_human(verdict, false));
}

Verdict with_changes(std::vector<BaselineChange> changes) {
  Verdict verdict = test::failing_verdict();
  verdict.baseline = BaselineReport{"ci/baseline.yml", false, std::move(changes)};
  return verdict;
}

TEST(HumanBaseline, IsToldBehindTheBudgetsWithWhatRoseBeforeWhatFell) {
  expect_golden("baseline", with_changes({{"leak", "Cart app/models/cart.rb:14", 0, 1'200, 0, 48'000},
                                          {"leak", "String (unknown site)", 390, 400, 15'600, 16'000},
                                          {"leak", "Visit lib/visits.rb:3", 7, 7, 200, 1'280},
                                          {"total", "all objects", 1'900, 1'607, 0, 0}}));
}

TEST(HumanBaseline, OfNoChangeSaysSo) {
  const std::string text = render_human(with_changes({}), false);
  EXPECT_THAT(text, HasSubstr("\n\nAgainst the baseline (ci/baseline.yml)\n  nothing changed\n\n"));
}

TEST(HumanBaseline, OffersToTightenOnlyIfSomethingFell) {
  EXPECT_THAT(render_human(with_changes({{"leak", "Cart", 1, 2, 0, 0}}), false), Not(HasSubstr("tighten")));
  EXPECT_THAT(render_human(with_changes({{"leak", "Cart", 2, 1, 0, 0}}), false),
              HasSubstr("  -1 Cart (2 → 1, rule leak)\n"
                        "  something went down: tighten the baseline by: "
                        "heapgate baseline --tighten ci/baseline.yml DUMPS\n"));
}

TEST(HumanBaseline, ShowsTwentyChangesAndCountsTheOthers) {
  std::vector<BaselineChange> changes;
  for (int i = 0; i < 22; ++i) changes.push_back({"leak", "Class" + std::to_string(i), 0, 100 - i, 0, 0});
  const std::string text = render_human(with_changes(changes), false);
  EXPECT_THAT(text, HasSubstr("  +81 Class19 (0 → 81, rule leak)\n  and 2 more (-o json lists them all)\n"));
  EXPECT_THAT(text, Not(HasSubstr("Class20")));
}

TEST(HumanBaseline, ThatIsMissingIsAPassThatSaysHowToMakeIt) {
  Verdict verdict = test::failing_verdict();
  verdict.outcome = Outcome::pass;
  verdict.exit_code = ExitCode::pass;
  verdict.findings = {verdict.findings[0]};
  verdict.findings[0].status = FindingStatus::warn;
  verdict.baseline = BaselineReport{"ci/baseline.yml", true, {}};
  expect_golden("baseline-missing", verdict);
}

TEST(HumanBaseline, KeepsHostileNamesOnTheirLine) {
  for (const std::string& name : test::kHostileNames) {
    Verdict verdict = with_changes({{name, name, 0, 1, 0, 0}});
    verdict.baseline->path = name;
    const std::string text = render_human(verdict, false);
    const std::size_t lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    verdict.baseline = BaselineReport{"b.yml", false, {{"leak", "Cart", 0, 1, 0, 0}}};
    const std::string calm = render_human(verdict, false);
    EXPECT_EQ(lines, static_cast<std::size_t>(std::count(calm.begin(), calm.end(), '\n'))) << name;
  }
}

TEST(HumanReport, OfAdvisoryRulesSaysThatTheBuildGoesOn) {
  Verdict verdict = test::failing_verdict();
  verdict.advisory = true;
  verdict.exit_code = ExitCode::pass;
  EXPECT_THAT(render_human(verdict, false),
              HasSubstr(": FAIL: 2 limits are exceeded; advisory, so the build goes on\n"));
}

TEST(HumanReport, OfWarningsThatFailTheRunSaysSo) {
  Verdict verdict = test::failing_verdict();
  verdict.findings = {verdict.findings[0]};
  verdict.findings[0].status = FindingStatus::warn;
  EXPECT_THAT(render_human(verdict, false), HasSubstr(": FAIL: 1 warning, which fails this run\n"));
  verdict.findings.push_back(verdict.findings[0]);
  EXPECT_THAT(render_human(verdict, false), HasSubstr(": FAIL: 2 warnings, which fail this run\n"));
  verdict.advisory = true;
  EXPECT_THAT(render_human(verdict, false),
              HasSubstr(": FAIL: 2 warnings, which fail this run; advisory, so the build goes on\n"));
}

}  // namespace
}  // namespace heapgate
