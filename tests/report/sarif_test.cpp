#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "util/text.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::json;

Json run_of(const Verdict& verdict) {
  return Json::parse(render_sarif(verdict)).at("runs").at(0);
}

Json uri_of(const Json& result) {
  return result.at("locations").at(0).at("physicalLocation").at("artifactLocation");
}

void expect_golden(const std::string& name, const Verdict& verdict) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name + ".sarif", render_sarif(verdict));
}

std::vector<std::string> prints_of(const Verdict& verdict) {
  std::vector<std::string> prints;
  const Json results = run_of(verdict).at("results");
  for (const Json& result : results)
    prints.push_back(result.at("partialFingerprints").at("primaryLocationLineHash"));
  return prints;
}

Verdict leaking_from(const std::vector<std::int64_t>& lines, std::uint64_t objects) {
  std::vector<PlacedGroup> groups;
  for (const std::int64_t line : lines) groups.push_back(test::leaking("Cart", "app/cart.rb", line, objects));
  Verdict verdict = test::verdict_of(std::move(groups));
  verdict.outcome = Outcome::fail;
  for (std::size_t i = 0; i < lines.size(); ++i)
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
  return verdict;
}

TEST(SarifReport, OfAFailure) {
  expect_golden("fail", test::failing_verdict());
}

TEST(SarifReport, OfDumpsThatCannotBeJudged) {
  expect_golden("inconclusive", test::inconclusive_verdict());
}

TEST(SarifReport, OfAPassHasNoResults) {
  const Json run = run_of(test::passing_verdict());
  EXPECT_EQ(run.at("results"), Json::array());
  EXPECT_EQ(run.at("tool").at("driver").at("rules"), Json::array());
  EXPECT_EQ(run.at("invocations").at(0).at("exitCode"), 0);
}

TEST(SarifReport, HasAResultForEachExceededLimitAndEachWarning) {
  Verdict verdict = test::failing_verdict();
  verdict.findings[1].status = FindingStatus::warn;
  verdict.findings[1].rule = "other";
  const Json run = run_of(verdict);
  ASSERT_EQ(run.at("results").size(), 2U);
  EXPECT_EQ(run.at("results")[0].at("level"), "error");
  EXPECT_EQ(run.at("results")[1].at("level"), "warning");
  EXPECT_EQ(run.at("tool").at("driver").at("rules")[1].at("id"), "other");
  EXPECT_EQ(run.at("results")[1].at("ruleIndex"), 1);
}

TEST(SarifReport, NamesFilesRelativeToTheRepositoryAndEncoded) {
  Verdict verdict = leaking_from({14}, 200);
  verdict.groups[0] = test::at(verdict.groups[0], "app/a b#1:\xC3\xA9.rb");
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]),
            Json({{"uri", "app/a%20b%231%3A%C3%A9.rb"}, {"uriBaseId", "%SRCROOT%"}}));
  verdict.groups[0] = test::at(verdict.groups[0], "/usr/lib/ruby/set.rb");
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]), Json({{"uri", "file:///usr/lib/ruby/set.rb"}}));
}

TEST(SarifReport, PlacesWhatHasNoFileInTheRules) {
  Verdict verdict = leaking_from({14}, 200);
  verdict.groups[0] = test::without_site(verdict.groups[0]);
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]).at("uri"), "heapgate.yml");
  verdict.rules = ".github/heapgate.yml";
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]).at("uri"), ".github/heapgate.yml");
  verdict.rules = "../../heapgate.yml";
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]).at("uri"), "heapgate.yml");
  verdict.rules = "default";
  verdict.rules_built_in = true;
  EXPECT_EQ(uri_of(run_of(verdict).at("results")[0]).at("uri"), "heapgate.yml");
}

TEST(SarifReport, KnowsALeakAgainWhoseLineOrNumberChanged) {
  EXPECT_EQ(prints_of(leaking_from({14}, 200)), prints_of(leaking_from({99}, 31'337)));
}

TEST(SarifReport, TellsApartWhatIsNotTheSame) {
  Verdict other = leaking_from({14}, 200);
  std::set<std::string> prints{prints_of(other)[0]};
  other.findings[0].rule = "other";
  prints.insert(prints_of(other)[0]);
  other.findings[0].unit = Unit::bytes;
  prints.insert(prints_of(other)[0]);
  other.findings[0].measure = Measure::kept;
  prints.insert(prints_of(other)[0]);
  other.findings[0].subject = "Cart app/other.rb:14";
  prints.insert(prints_of(other)[0]);
  EXPECT_EQ(prints.size(), 5U);
}

TEST(SarifReport, NumbersTwoLeaksOfOneClassAndFileByTheirLines) {
  const auto prints = prints_of(leaking_from({40, 14}, 200));
  EXPECT_EQ(prints[0].substr(16), ":2");
  EXPECT_EQ(prints[1].substr(16), ":1");
  EXPECT_EQ(prints, prints_of(leaking_from({50, 24}, 200)));
}

TEST(SarifReport, TellsWhyItIsInconclusive) {
  const Json invocation = run_of(test::inconclusive_verdict()).at("invocations").at(0);
  EXPECT_EQ(invocation.at("executionSuccessful"), false);
  EXPECT_EQ(invocation.at("toolExecutionNotifications").size(), 3U);
  EXPECT_EQ(invocation.at("toolExecutionNotifications")[0].at("message").at("text"),
            "dumps/2.json: the dump is not complete");
}

TEST(SarifReport, TakesEveryNameAsText) {
  for (const std::string& name : test::kHostileNames) {
    const std::string text = render_sarif(test::hostile_verdict(name));
    const Json result = Json::parse(text).at("runs")[0].at("results")[0];
    EXPECT_EQ(result.at("message").at("text"), clean_line(test::hostile_verdict(name).findings[0].message));
    EXPECT_TRUE(
        std::none_of(text.begin(), text.end(), [](char c) { return (c < ' ' && c != '\n') || c > '~'; }));
  }
  const std::string text = render_sarif(test::hostile_verdict("##[add-path]/evil"));
  EXPECT_TRUE(test::commands_in(text).empty());
  EXPECT_EQ(Json::parse(text).at("runs")[0].at("results")[0].at("properties").at("subject"),
            "##[add-path]/evil ##[add-path]/evil:5");
}

}  // namespace
}  // namespace heapgate
