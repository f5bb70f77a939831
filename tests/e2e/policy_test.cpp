// Whole runs with what a rule file or a flag says of the verdict: --fail-level, advisory mode, allow,
// iterations.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::dumps;
using test::kProgram;
using test::ProgramRun;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kLeaky = dumps("native-3.1/leaky");
const std::string kUneven = dumps("native-3.1/uneven");
// The second dump twice: inconclusive.
const std::string kTwice = "'" + test::data("native-3.1/leaky/1.json.zst") + "' '" +
                           test::data("native-3.1/leaky/2.json.zst") + "' '" +
                           test::data("native-3.1/leaky/2.json.zst") + "' ";

class PolicyRun : public test::ProgramTest {
 protected:
  ProgramRun check(const std::string& rules, const std::string& arguments) {
    folder_.write("heapgate.yml", "version: 1\n" + rules);
    return run("heapgate check " + arguments);
  }
};

constexpr const char* kWarns = "budgets: [{id: leak, each: group, max: 20, severity: warn}]\n";
constexpr const char* kFails = "budgets: [{id: leak, each: group, max: 20}]\n";

TEST_F(PolicyRun, FailLevelSaysWhatFails) {
  EXPECT_EQ(check(kWarns, kLeaky).exit_code, 0);
  EXPECT_EQ(check(kWarns, kLeaky + "--fail-level error").exit_code, 0);
  const ProgramRun warn = check(kWarns, kLeaky + "--fail-level warn");
  EXPECT_EQ(warn.exit_code, 1);
  EXPECT_THAT(warn.out, StartsWith(kProgram + ": FAIL: 3 warnings, which fail this run\n"));
  EXPECT_EQ(check(kFails, kLeaky).exit_code, 1);
  const ProgramRun never = check(kFails, kLeaky + "--fail-level never -o json=r.json");
  EXPECT_EQ(never.exit_code, 0);
  EXPECT_THAT(
      never.out,
      StartsWith(kProgram +
                 ": FAIL: 3 leaks (6 groups, 255 objects) over budget; advisory, so the build goes on\n"));
  EXPECT_EQ(json::parse(file("r.json"))["verdict"], "fail");
  EXPECT_EQ(check(kFails, dumps("native-3.1/clean") + "--fail-level warn").exit_code, 0);
}

TEST_F(PolicyRun, AnUnknownFailLevelIsAUsageError) {
  const ProgramRun unknown = check(kFails, kLeaky + "--fail-level fatal");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, StartsWith("heapgate: --fail-level: fatal not in {error,warn,never}"));
}

TEST_F(PolicyRun, AnEmptyNameIsNoWayToGetOtherRulesOrNoBaseline) {
  EXPECT_EQ(check(kFails, kLeaky + "--rules ''").exit_code, 2);
  const ProgramRun empty = check(kFails, kLeaky + "--baseline ''");
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_EQ(empty.err, "heapgate: --baseline: must not be empty; see heapgate check --help\n");
}

TEST_F(PolicyRun, AdvisoryRulesShowTheVerdictAndExitZero) {
  const ProgramRun advisory = check(std::string("mode: advisory\n") + kFails, kLeaky + "-o junit=r.xml");
  EXPECT_EQ(advisory.exit_code, 0);
  EXPECT_THAT(advisory.out, HasSubstr("  FAIL Cart app/models/cart.rb:13 leaks 40 an interval "));
  EXPECT_THAT(file("r.xml"), HasSubstr("failures=\"3\""));
}

TEST_F(PolicyRun, NothingSoftensDumpsThatCannotBeJudged) {
  EXPECT_EQ(check(kFails, kTwice).exit_code, 3);
  EXPECT_EQ(check(kFails, kTwice + "--fail-level never").exit_code, 3);
  EXPECT_EQ(check(kFails, kTwice + "--baseline none.yml --write-baseline --fail-level never").exit_code, 3);
  EXPECT_EQ(check(std::string("mode: advisory\n") + kFails, kTwice).exit_code, 3);
  // Only what the rule file says of that very check does.
  EXPECT_NE(check(std::string("trust: {distinct: warn, gc: warn}\n") + kFails, kTwice).exit_code, 3);
}

TEST_F(PolicyRun, AllowedGroupsAreTakenOutOfEverythingButTheGroupsThemselves) {
  const std::string rules =
      "budgets: [{id: total, max: 0}]\n"
      "allow:\n"
      "  - {class: Session, max: 20, reason: \"log in\", issue: \"https://example.org/7\"}\n"
      "  - {site: \"**\", reason: \"all the rest\"}\n"
      "  - {class: Gone, reason: \"was here\"}\n";
  const ProgramRun allowed = check(rules, kLeaky + "-o junit=r.xml -o json=r.json");
  EXPECT_EQ(allowed.exit_code, 0) << allowed.out;
  EXPECT_THAT(
      allowed.out,
      HasSubstr("  skip Session: 20 objects leaked of at most 20 allowed (log in, https://example.org/7)\n"
                "  skip **: 280 objects leaked, contents grown by 125, allowed (all the rest)\n"
                "  skip Gone: allowed, but nothing here matches (was here)\n"));
  const std::string junit = file("r.xml");
  EXPECT_THAT(junit,
              HasSubstr("<testcase classname=\"heapgate.allow\" name=\"Gone\" time=\"0.000\">\n"
                        "      <skipped message=\"Gone: allowed, but nothing here matches (was here)\" />"));
  const json report = json::parse(file("r.json"));
  EXPECT_EQ(report["totals"]["leaked"]["objects"], 0);
}

TEST_F(PolicyRun, AnExpiredEntryCountsItsGroupsAgainAndSaysSo) {
  const std::string rules =
      "budgets: [{id: total, max: 275}]\n"
      "allow: [{class: Session, reason: x, expires: 2027-03-01}]\n";
  folder_.write("heapgate.yml", "version: 1\n" + rules);
  EXPECT_EQ(run("SOURCE_DATE_EPOCH=1803945599 heapgate check " + kLeaky).exit_code, 0);
  const ProgramRun expired = run("SOURCE_DATE_EPOCH=1803945600 heapgate check " + kLeaky);
  EXPECT_EQ(expired.exit_code, 1);
  EXPECT_THAT(expired.out,
              HasSubstr("  FAIL all objects: 300 objects leaked, over the limit of 275 (rule total)\n"
                        "  warn Session: allowed until 2027-03-01 only, it counts again (x)\n"));
}

TEST_F(PolicyRun, IterationsComeFromTheFlagTheRulesOrTheCapture) {
  const std::string slow = "budgets: [{id: slow, class: Session, max_per_1000: 125}]\n";
  const ProgramRun unknown = check(slow, kLeaky);
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.err,
            "heapgate: heapgate.yml:2:11: the budget 'slow' has 'max_per_1000', which needs 'iterations' (or "
            "--iterations): the requests between two dumps\n");
  EXPECT_EQ(check(slow, "--iterations 200 " + kLeaky).exit_code, 0);
  const ProgramRun fast = check(slow, "--iterations 199 " + kLeaky);
  EXPECT_EQ(fast.exit_code, 1);
  EXPECT_THAT(fast.out,
              HasSubstr("    Session: 125.628 objects leaked in 1000 iterations, over the limit of 125"));
  EXPECT_EQ(check("iterations: 200\n" + slow, kLeaky).exit_code, 0);
  EXPECT_EQ(check("iterations: 100\n" + slow, kLeaky).exit_code, 1);
  EXPECT_EQ(check("iterations: 100\n" + slow, kLeaky + "--iterations 200").exit_code, 0);
  ASSERT_EQ(run("mkdir d && cp " + kLeaky +
                "d && for n in 1 2 3; do echo pid=7 iterations=200 "
                ">d/$n.json.zst.meta; done")
                .exit_code,
            0);
  EXPECT_EQ(check(slow, "d").exit_code, 0);
}

TEST_F(PolicyRun, IterationsThatDoNotFitAreUsageErrors) {
  EXPECT_EQ(check(kFails, kLeaky + "--iterations 1,2,3").err,
            "heapgate: --iterations has 3 numbers, and the dumps have 2 intervals\n");
  EXPECT_EQ(check("iterations: [1, 2, 3]\n" + std::string(kFails), kLeaky).err,
            "heapgate: heapgate.yml:2:13: 'iterations' has 3 numbers, and the dumps have 2 intervals\n");
  for (const char* bad : {"0", "-5", "many", "1.5", "''"}) {
    EXPECT_EQ(check(kFails, kLeaky + "--iterations " + bad).exit_code, 2) << bad;
  }
  EXPECT_EQ(check("iterations: [1, 2, 3]\n" + std::string(kFails), ".").exit_code, 3);
}

TEST_F(PolicyRun, GrowthIsComparedPerIterationWhereIntervalsDiffer) {
  const auto pattern = [&](const std::string& flags) {
    const json report = json::parse(run("heapgate check -o json " + flags + kUneven).out);
    for (const json& group : report["groups"]) {
      if (group["class"] == "Cart") return group["pattern"].get<std::string>();
    }
    return std::string("none");
  };
  EXPECT_EQ(pattern(""), "uneven-leak");
  EXPECT_EQ(pattern("--iterations 20,70 "), "leak");
  EXPECT_EQ(pattern("--iterations 50 "), "uneven-leak");
}

TEST_F(PolicyRun, ExplainShowsTheEffectiveRulesAndWhatTheyMatched) {
  folder_.write("heapgate.yml",
                "version: 1\nextends: default\nbudgets:\n  - {id: carts, class: Cart, max: 0}\n"
                "overrides:\n  - {path: \"lib/**\", budgets: [{id: leak, severity: warn}]}\n"
                "allow:\n  - {class: Ticket, reason: \"few\"}\n");
  const ProgramRun rules = run("heapgate rules --explain heapgate.yml");
  EXPECT_EQ(rules.exit_code, 0);
  EXPECT_THAT(
      rules.out,
      AllOf(
          HasSubstr("  leak: all objects, each group, each class, each site, each file: leaked max 20 (with "
                    "more than three dumps less), max_bytes 65536 (64.0 KiB), but not in lib/**, but not "
                    "callcache, callinfo, constcache of IMEMO  (default:8)\n"),
          HasSubstr("  carts: Cart: leaked max 0  (heapgate.yml:4)\n"),
          ContainsRegex("  leak: all objects in lib/\\*\\*, each group, .*, warns only.*  "
                        "\\(heapgate.yml:6\\)\n\nAllowed\n.*\n  Ticket: few  \\(heapgate.yml:8\\)\n")));
  EXPECT_EQ(run("heapgate rules --explain").out, rules.out);
  EXPECT_EQ(run("heapgate rules").out, rules.out);
  const ProgramRun matched = run("heapgate rules --explain heapgate.yml " + kLeaky);
  EXPECT_EQ(matched.exit_code, 0) << matched.err;
  EXPECT_THAT(matched.out,
              HasSubstr("  carts: Cart: leaked max 0  (heapgate.yml:4)\n    matches 1 group\n"
                        "      fail Cart: 40 objects leaked, over the limit of 0 (rule carts)\n"));
  EXPECT_THAT(matched.out,
              HasSubstr("      warn String lib/audit.rb:5: 30 objects leaked, over the limit of 20"));
  EXPECT_THAT(
      matched.out,
      HasSubstr("  Ticket: few  (heapgate.yml:8)\n      skip Ticket: 5 objects leaked allowed (few)\n"));
  EXPECT_EQ(run("heapgate rules --explain heapgate.yml " + kTwice).exit_code, 3);
  EXPECT_EQ(run("heapgate rules --explain none.yml").exit_code, 2);
  EXPECT_EQ(run("heapgate rules --explain heapgate.yml one two").exit_code, 2);
}

}  // namespace
}  // namespace heapgate
