// Metrics that Prometheus, VictoriaMetrics and GitLab read.

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> samples(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) result.push_back(line);
  }
  return result;
}

std::set<std::string> names(const std::string& text) {
  std::set<std::string> result;
  for (const std::string& sample : samples(text)) result.insert(sample.substr(0, sample.find_first_of("{ ")));
  return result;
}

// All names in what a dashboard asks for.
void collect(const nlohmann::json& json, std::set<std::string>& found) {
  if (json.is_string()) {
    const std::string text = json;
    const std::regex name("heapgate_[a-z_]+");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), name); at != std::sregex_iterator(); ++at)
      found.insert(at->str());
  }
  if (json.is_structured()) {
    for (const nlohmann::json& item : json) collect(item, found);
  }
}

TEST(OpenMetrics, Golden) {
  test::expect_golden(std::string(HEAPGATE_REPORT_GOLDEN) + "/openmetrics.txt",
                      render_openmetrics(test::failing_verdict()));
}

TEST(OpenMetrics, GivesNoNumbersOfWhatCouldNotBeJudged) {
  EXPECT_THAT(names(render_openmetrics(test::inconclusive_verdict())),
              testing::ElementsAre("heapgate_build_info", "heapgate_verdict"));
  Verdict growth = test::class_growth_verdict();
  EXPECT_THAT(render_openmetrics(growth), Not(HasSubstr("leaked")));
  growth.outcome = Outcome::pass;
  growth.basis = Basis::objects;
  EXPECT_THAT(render_openmetrics(growth), HasSubstr("heapgate_class_leaked_objects{class=\"Cart\"} 500\n"));
}

TEST(OpenMetrics, EndsASeriesThatLeaksNoMore) {
  Verdict verdict = test::failing_verdict();
  EXPECT_THAT(render_openmetrics(verdict), Not(HasSubstr("\"Entry\"")));
  ASSERT_EQ(verdict.groups[4].group.key.class_name, "Entry");
  verdict.groups[4].group.leaked = {1, 40};
  EXPECT_THAT(render_openmetrics(verdict), HasSubstr("heapgate_class_leaked_objects{class=\"Entry\"} 1\n"));
}

TEST(OpenMetrics, SumsUpWhatIsBehindTheLargest) {
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 23; ++i)
    groups.push_back(
        test::leaking("C" + std::to_string(i), "a.rb", i + 1, static_cast<std::uint64_t>(100 - i)));
  const std::string text = render_openmetrics(test::verdict_of(groups));
  EXPECT_THAT(text, HasSubstr("{class=\"C19\"} 81\nheapgate_class_leaked_objects{class=\"(others)\"} 237\n"));
  EXPECT_THAT(text, HasSubstr("heapgate_group_leaked_objects{class=\"(others)\",site=\"(others)\"} 237\n"));
}

TEST(OpenMetrics, KeepsTheWorstSubjectOfABudget) {
  Verdict verdict = test::failing_verdict();
  Finding allowed = verdict.findings[0];
  allowed.kind = FindingKind::allowance;
  allowed.rule = "allow";
  verdict.findings.push_back(allowed);
  const std::string text = render_openmetrics(verdict);
  EXPECT_THAT(text, HasSubstr("budget_actual gauge\nheapgate_budget_actual{rule=\"leak\",measure=\"leaked\","
                              "unit=\"objects\"} 400\n# HELP"));
}

// Each sample stands on one line, with labels that any parser reads, and no series is there twice.
TEST(OpenMetrics, IsWellFormedWhateverTheNamesHold) {
  std::vector<std::string> hostile(test::kHostileNames.begin(), test::kHostileNames.end());
  hostile.insert(hostile.end(), {"(others)", "\"} 1\nheapgate_verdict{verdict=\"pass", "\\", "\\\""});
  const std::regex sample(
      R"re([a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*\})? [0-9.e+-]+)re");
  for (const std::string& name : hostile) {
    std::vector<PlacedGroup> groups{test::leaking(name, name, 5, 400)};
    for (int i = 0; i < 30; ++i) groups.push_back(test::leaking("C" + std::to_string(i), "a.rb", i, 5));
    Verdict verdict = test::verdict_of(groups);
    verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::fail)};
    verdict.findings[0].rule = name;
    std::set<std::string> series;
    for (const std::string& line : samples(render_openmetrics(verdict))) {
      EXPECT_TRUE(std::regex_match(line, sample)) << line;
      EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
    }
  }
}

TEST(OpenMetrics, HasAllThatTheGrafanaDashboardAsksFor) {
  std::ifstream file(std::string(HEAPGATE_RULES) + "/../examples/grafana/heapgate.json");
  const nlohmann::json dashboard = nlohmann::json::parse(file);
  std::set<std::string> asked;
  collect(dashboard["panels"], asked);
  collect(dashboard["templating"], asked);
  EXPECT_GE(asked.size(), 10U);
  const std::set<std::string> written = names(render_openmetrics(test::failing_verdict()));
  for (const std::string& name : asked) EXPECT_TRUE(written.contains(name)) << name;
}

}  // namespace
}  // namespace heapgate
