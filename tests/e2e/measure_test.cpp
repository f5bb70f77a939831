// Programs that leak without a group that grows, and programs that only seem to, judged by the built-in
// rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::kProgram;
using test::ProgramRun;
using testing::HasSubstr;
using testing::Not;

struct Case {
  const char* program;
  int dumps;
  int exit_code;
  const char* told;  ///< part of the human report
};

class MeasureTest : public test::ProgramTest {
 protected:
  ProgramRun judged(const std::string& program, int dumps) {
    const std::string zoo = std::string(HEAPGATE_SOURCE) + "/tests/e2e/measure_zoo.rb";
    const ProgramRun made = run("mkdir -p dumps && ruby --disable-gems -W0 " + zoo + " dumps " + program +
                                " " + std::to_string(dumps));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return run("heapgate check --no-ci -o human -o json=report.json dumps");
  }
  json report() { return json::parse(file("report.json")); }
  /// The group of this class and line; null if it is not reported.
  json group_of(const std::string& class_name, std::optional<int> line = {}) {
    const json told = report();
    for (const json& group : told.at("groups")) {
      if (group.at("class") == class_name && (!line || group.value("line", 0) == *line)) return group;
    }
    return {};
  }
};

class MeasureZooTest : public MeasureTest, public testing::WithParamInterface<Case> {};

TEST_P(MeasureZooTest, IsToldAsItIs) {
  const Case& expected = GetParam();
  const ProgramRun run = judged(expected.program, expected.dumps);
  EXPECT_EQ(run.exit_code, expected.exit_code) << run.out;
  EXPECT_THAT(run.out, HasSubstr(expected.told));
}

INSTANTIATE_TEST_SUITE_P(
    Zoo, MeasureZooTest,
    testing::Values(Case{"integers", 3, 1,
                         "contents grown by 3000 items, over the limit of 20 (rule contents)"},
                    Case{"text", 3, 1, "bytes, over the limit of 1024 (rule text)"},
                    Case{"ids", 3, 1, "contents grown by 300 items, over the limit of 20 (rule contents)"},
                    Case{"lines", 3, 1, "FAIL Item: 300 objects leaked, over the limit of 20 (rule leak)"},
                    Case{"classes", 3, 1, "objects leaked, over the limit of 20 (rule leak)"},
                    Case{"large", 3, 1, "bytes leaked, over the limit of 65536 (rule leak)"},
                    Case{"copied", 3, 1, "bytes, over the limit of 1024 (rule contents)"},
                    Case{"rebuilt", 3, 1, "contents grown by 300 items, over the limit of 20 (rule memory)"},
                    Case{"late", 5, 1, "objects leaked, over the limit of 10 (rule leak)"},
                    Case{"late_integers", 5, 1, "contents grown by 300 items"},
                    Case{"filling_cache", 5, 0, "levels-off (grew ever less, towards a level)"},
                    Case{"filling_ids", 5, 0, "every budget holds"},
                    Case{"filling_cache", 3, 1, "five dumps tell the two apart (--rounds 5)"},
                    Case{"shifting_cache", 3, 0, "Leaked: nothing"}, Case{"batch", 3, 0, "Leaked: nothing"}),
    [](const auto& test) {
      return std::string(test.param.program) + "_" + std::to_string(test.param.dumps);
    });

TEST_F(MeasureTest, TellsContentsInJson) {
  judged("integers", 3);
  const json list = group_of("Array", 10);
  EXPECT_EQ(list.at("pattern"), "growing");
  EXPECT_EQ(list.at("leaked").at("objects"), 0);
  EXPECT_EQ(list.at("grown").at("objects"), 1);
  EXPECT_EQ(list.at("grown").at("items"), 3000);
  const json& path = list.at("explain").at("path");
  EXPECT_EQ(path.at(0), "root vm");
  EXPECT_THAT(path.back().get<std::string>(), testing::EndsWith("measure_zoo.rb:10"));
}

TEST_F(MeasureTest, TellsWhereACacheLevelsOff) {
  judged("filling_cache", 5);
  const json told = group_of("Item");
  EXPECT_EQ(told.at("pattern"), "levels-off");
  EXPECT_NEAR(told.at("level").get<double>(), 500, 25);
  EXPECT_EQ(told.at("leaked").at("objects"), 0);
}

TEST_F(MeasureTest, TellsALateLeakBesideWhatGrewInEveryInterval) {
  judged("late", 5);
  const json told = group_of("Item");
  EXPECT_EQ(told.at("pattern"), "late");
  EXPECT_EQ(told.at("late").at("objects"), 300);
  EXPECT_EQ(told.at("leaked").at("objects"), 0);
  EXPECT_EQ(report().at("totals").at("leaked").at("objects"), 0);
}

TEST_F(MeasureTest, NeverPrintsPassAboveALeak) {
  const ProgramRun run = judged("lines", 3);
  EXPECT_EQ(run.exit_code, 1);
  const ProgramRun clean = judged("batch", 3);
  EXPECT_THAT(clean.out, testing::ContainsRegex("^" + kProgram + ": PASS: every budget holds\n"));
}

}  // namespace
}  // namespace heapgate
