// What github-action-benchmark reads.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using nlohmann::json;

TEST(Benchmark, NamesTotalsAndTheClassesThatLeak) {
  EXPECT_EQ(json::parse(render_benchmark(test::failing_verdict())), json::parse(R"([
    {"name": "leaked", "unit": "objects", "value": 607},
    {"name": "leaked bytes", "unit": "bytes", "value": 24280},
    {"name": "kept", "unit": "objects", "value": 2110},
    {"name": "transient bytes", "unit": "bytes", "value": 120480},
    {"name": "leaked String", "unit": "objects", "value": 400},
    {"name": "leaked Cart", "unit": "objects", "value": 200},
    {"name": "leaked Visit", "unit": "objects", "value": 7}])"));
}

TEST(Benchmark, IsEmptyForWhatCouldNotBeJudged) {
  EXPECT_EQ(render_benchmark(test::inconclusive_verdict()), "[]\n");
}

TEST(Benchmark, SumsUpWhatIsBehindTheLargestAndIsGoodJson) {
  std::vector<PlacedGroup> groups;
  for (const std::string& name : test::kHostileNames) groups.push_back(test::leaking(name, "a.rb", 1, 50));
  for (int i = 0; i < 9; ++i) groups.push_back(test::leaking("C" + std::to_string(i), "a.rb", 1, 5));
  const json list = json::parse(render_benchmark(test::verdict_of(groups)));
  EXPECT_EQ(list.back()["name"], "leaked (other classes)");
  EXPECT_EQ(list.back()["value"], 20);
}

}  // namespace
}  // namespace heapgate
