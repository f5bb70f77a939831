// What github-action-benchmark reads.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using nlohmann::json;

std::vector<std::string> names(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const json& series : json::parse(render_benchmark(verdict))) names.push_back(series.at("name"));
  return names;
}

TEST(Benchmark, NamesTotalsAndWhatEachBudgetMeasures) {
  EXPECT_EQ(json::parse(render_benchmark(test::failing_verdict())), json::parse(R"j([
    {"name": "unread lines", "unit": "lines", "value": 0},
    {"name": "leaked", "unit": "objects", "value": 607},
    {"name": "leaked bytes", "unit": "bytes", "value": 24280},
    {"name": "kept", "unit": "objects", "value": 2110},
    {"name": "transient bytes", "unit": "bytes", "value": 120480},
    {"name": "budget leak (leaked, objects)", "unit": "objects", "value": 400}])j"));
}

TEST(Benchmark, HasTheSameSeriesWhateverLeaks) {
  Verdict clean = test::verdict_of({});
  clean.findings = {test::failing_verdict().findings[0]};
  clean.findings[0].status = FindingStatus::pass;
  clean.findings[0].actual = 0;
  clean.findings[0].groups.clear();
  EXPECT_EQ(names(clean), names(test::failing_verdict()));
  EXPECT_EQ(json::parse(render_benchmark(clean)).back().at("value"), 0);
}

TEST(Benchmark, KeepsTheUnitsOfABudgetApart) {
  Verdict verdict = test::failing_verdict();
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::fail));
  verdict.findings.push_back(verdict.findings[0]);
  verdict.findings.back().unit = Unit::per_1000;
  verdict.findings.back().rate = 12.5;
  const std::vector<std::string> all = names(verdict);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
  EXPECT_EQ(json::parse(render_benchmark(verdict)).back().at("value"), 12.5);
}

TEST(Benchmark, IsEmptyForWhatCouldNotBeJudged) {
  EXPECT_EQ(render_benchmark(test::inconclusive_verdict()), "[]\n");
}

TEST(Benchmark, IsGoodJsonWhateverTheNames) {
  for (const std::string& name : test::kHostileNames) {
    Verdict verdict = test::hostile_verdict(name);
    verdict.findings[0].rule = name;
    EXPECT_EQ(names(verdict).size(), 6U) << name;
  }
}

}  // namespace
}  // namespace heapgate
