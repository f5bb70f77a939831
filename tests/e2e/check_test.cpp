// Whole runs of `heapgate check`: exit codes, messages, what is written and what is not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::dumps;
using test::kOpened;
using test::kProgram;
using test::ProgramRun;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kLeaky = dumps("native-3.1/leaky");
const std::string kClean = dumps("native-3.1/clean");

class CheckTest : public test::ProgramTest {
 protected:
  json run_json(const std::string& command) { return json::parse(run(command + " -o json").out); }
};

TEST_F(CheckTest, AddsNothingToStandardErrorOfAGoodRun) {
  const ProgramRun leaky = run("heapgate check " + kLeaky);
  EXPECT_EQ(leaky.exit_code, 1);
  EXPECT_EQ(leaky.err, "");
  EXPECT_THAT(leaky.out, StartsWith(kProgram + ": FAIL: "));
  const ProgramRun clean = run("heapgate check " + kClean);
  EXPECT_EQ(clean.exit_code, 0);
  EXPECT_THAT(clean.out, StartsWith(kProgram + ": PASS: every budget holds\n"));
}

TEST_F(CheckTest, ABudgetIsInclusive) {
  folder_.write("199.yml", "version: 1\nbudgets:\n  - {id: carts, class: Cart, max: 39}\n");
  folder_.write("200.yml", "version: 1\nbudgets:\n  - {id: carts, class: Cart, max: 40}\n");
  EXPECT_EQ(run("heapgate check --rules 199.yml " + kLeaky).exit_code, 1);
  EXPECT_EQ(run("heapgate check --rules 200.yml " + kLeaky).exit_code, 0);
}

TEST_F(CheckTest, UsageErrorsAreDecidedBeforeAnyDumpIsRead) {
  folder_.write("bad.yml", "version: 1\nbudgets:\n  - {id: a, clas: Cart, max: 1}\n");
  const ProgramRun rules = run("heapgate check --rules bad.yml missing1 missing2 missing3");
  EXPECT_EQ(rules.exit_code, 2);
  EXPECT_EQ(rules.err, "heapgate: bad.yml:3:13: unknown key 'clas' in a budget; did you mean 'class'?\n");
  EXPECT_EQ(rules.out, "");
  const ProgramRun missing = run("heapgate check --rules none.yml " + kLeaky);
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_EQ(missing.err, "heapgate: none.yml: cannot be read: No such file or directory\n");
  const ProgramRun two = run("heapgate check 1.json 2.json");
  EXPECT_EQ(two.exit_code, 2);
  EXPECT_EQ(two.err, "heapgate: three dumps are needed to tell a leak, 2 are named\n");
  const ProgramRun format = run("heapgate check -o xml " + kLeaky);
  EXPECT_EQ(format.exit_code, 2);
  EXPECT_THAT(format.err, StartsWith("heapgate: unknown output format 'xml'; known are human, junit, json"));
  EXPECT_EQ(run("heapgate check -o json -o junit " + kLeaky).exit_code, 2);
}

TEST_F(CheckTest, AWrongCommandLineIsToldWithWhereToLook) {
  const auto expect_usage = [&](const std::string& line, const std::string& problem) {
    const ProgramRun wrong = run("heapgate " + line);
    EXPECT_EQ(wrong.exit_code, 2) << line;
    EXPECT_EQ(wrong.err, "heapgate: " + problem + " --help\n");
  };
  expect_usage("", "a command is missing; see heapgate");
  expect_usage("chekc", "there is no command 'chekc'; see heapgate");
  expect_usage("check --rulez x " + kLeaky, "there is no option '--rulez'; see heapgate check");
  expect_usage("--rulez check " + kLeaky, "there is no option '--rulez'; see heapgate");
  expect_usage("check --rules '' -- " + kLeaky, "--rules: must not be empty; see heapgate check");
  expect_usage("check --", "missing argument: DUMPS; see heapgate check");
  expect_usage("check --threads 010 " + kLeaky,
               "--threads: must be between 0 and 1024, not '010'; see heapgate check");
  expect_usage("check --threads x " + kLeaky,
               "--threads: must be between 0 and 1024, not 'x'; see heapgate check");
  expect_usage("check --iterations 200,0 " + kLeaky,
               "--iterations: must be above 0, not '0'; see heapgate check");
}

TEST_F(CheckTest, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(run("heapgate --version").out, kProgram + "\n");
  const ProgramRun help = run("heapgate check --help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("--rules"));
}

TEST_F(CheckTest, AnUnreadableDumpIsInconclusiveAndEveryReportIsStillWritten) {
  const ProgramRun missing = run("heapgate check " + kLeaky + "missing.json -o json=r.json -o junit=r.xml");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.out, HasSubstr("FAIL readable: missing.json: No such file or directory"));
  const json report = json::parse(file("r.json"));
  EXPECT_EQ(report["verdict"], "inconclusive");
  EXPECT_EQ(report["exit_code"], 3);
  EXPECT_EQ(report["findings"][0]["status"], "skip");
  EXPECT_THAT(file("r.xml"), HasSubstr("<error type=\"CannotJudge\""));
}

TEST_F(CheckTest, AFolderWithoutThreeDumpsIsInconclusive) {
  const ProgramRun empty = run("heapgate check .");
  EXPECT_EQ(empty.exit_code, 3);
  EXPECT_THAT(empty.out, HasSubstr("FAIL count: .: holds 0 dumps; three are needed to tell a leak"));
  EXPECT_EQ(run("heapgate check ./no-such-folder").exit_code, 3);
}

TEST_F(CheckTest, BrokenDumpsAreInconclusive) {
  folder_.write("empty.json", "");
  folder_.write("text.json", "this is no dump\n");
  folder_.write("binary.json", std::string("\0\1\2\xff\xfe\n\n\0", 8));
  ASSERT_EQ(run("zstd -dcq '" + test::data("native-3.1/leaky/3.json.zst") +
                "' >whole.json; head -n -1 whole.json >line.json; head -c -20 whole.json >cut.json; "
                "head -c 5000 '" +
                test::data("native-3.1/leaky/3.json.zst") + "' >cut.zst")
                .exit_code,
            0);
  const std::string two = "'" + test::data("native-3.1/leaky/1.json.zst") + "' '" +
                          test::data("native-3.1/leaky/2.json.zst") + "' ";
  for (const char* name : {"empty.json", "text.json", "binary.json", "line.json", "cut.json", "cut.zst"}) {
    const ProgramRun broken = run("heapgate check " + two + name);
    EXPECT_EQ(broken.exit_code, 3) << name;
    EXPECT_THAT(broken.out, HasSubstr(std::string(": ") + name + ": ")) << name;
  }
  EXPECT_EQ(run("heapgate check " + two + "whole.json").exit_code, 1);
}

TEST_F(CheckTest, AnOutputThatCannotBeWrittenIsExitFourAndTheOthersAreWritten) {
  for (const char* output : {"json=/dev/full", "junit=no/such/folder/r.xml", "human=/dev/full"}) {
    const ProgramRun failed = run("heapgate check " + kClean + "-o " + output + " -o json=ok.json");
    EXPECT_EQ(failed.exit_code, 4) << output;
    EXPECT_THAT(failed.err, HasSubstr("cannot be written: ")) << output;
    EXPECT_EQ(files(), std::vector<std::string>{"ok.json"}) << output;
    fs::remove(folder_.path("ok.json"));
  }
  const ProgramRun full = run("heapgate check " + kClean + ">/dev/full");
  EXPECT_EQ(full.exit_code, 4);
  EXPECT_EQ(full.err, "heapgate: standard output: cannot be written: No space left on device\n");
}

TEST_F(CheckTest, HumanGoesToStandardOutputUnlessAnotherFormatTakesIt) {
  EXPECT_THAT(run("heapgate check " + kClean + "-o json=r.json").out, StartsWith(kProgram + ": "));
  EXPECT_THAT(run("heapgate check " + kClean + "-o json").out, StartsWith("{"));
  EXPECT_THAT(run("heapgate check " + kClean + "-o junit=-").out, StartsWith("<?xml"));
  EXPECT_EQ(run("heapgate check " + kClean + "-o human=r.txt").out, "");
}

TEST_F(CheckTest, TheSameInputGivesTheSameBytes) {
  for (const auto& [format, part] :
       std::vector<std::pair<std::string, std::string>>{{"human", "Cart"},
                                                        {"junit", "Cart"},
                                                        {"json", "Cart"},
                                                        {"markdown", "Cart"},
                                                        {"sarif", "Cart"},
                                                        {"codequality", "Cart"},
                                                        {"github", "Cart"},
                                                        {"openmetrics", "Cart"},
                                                        {"benchmark", "budget leak"}}) {
    const std::string command = "heapgate check " + kLeaky + "-o " + format;
    const ProgramRun one = run(command + " --threads 1");
    EXPECT_EQ(one.exit_code, 1) << format;
    EXPECT_THAT(one.out, HasSubstr(part)) << format;
    EXPECT_EQ(one.out, run(command + " --threads 3").out) << format;
  }
}

TEST_F(CheckTest, JunitIsValidAndNamesThePlaceOfTheLeak) {
  folder_.write("heapgate.yml", "version: 1\nbudgets:\n  - {id: carts, class: Cart, max: 39}\n");
  EXPECT_EQ(run("heapgate check " + kLeaky + "-o junit=r.xml").exit_code, 1);
  const ProgramRun valid = run("xmllint --noout --schema '" + test::data("junit.xsd") + "' r.xml");
  EXPECT_EQ(valid.exit_code, 0) << valid.err;
  EXPECT_THAT(file("r.xml"), HasSubstr("<testcase classname=\"heapgate.carts\" name=\"Cart\" time=\"0.000\" "
                                       "file=\"app/models/cart.rb\" line=\"13\">"));
}

TEST_F(CheckTest, FindsTheRuleFileUpwardToTheRepositoryRoot) {
  folder_.write("repo/.git/HEAD", "");
  folder_.write("repo/heapgate.yml", "version: 1\nbudgets:\n  - {id: mine, max: 100000}\n");
  folder_.write("repo/deep/er/file", "");
  const ProgramRun found = run("cd repo/deep/er && heapgate check " + kLeaky);
  EXPECT_EQ(found.exit_code, 0);
  EXPECT_THAT(found.out, HasSubstr("Budgets (rules: ../../heapgate.yml)"));
}

TEST_F(CheckTest, ReadsEveryCompressionAndAFolderOfThem) {
  unpack("native-3.1/leaky", "d");
  ASSERT_EQ(run("gzip d/2.json && xz d/3.json").exit_code, 0);
  const json folder = run_json("heapgate check d");
  const json named = run_json("heapgate check " + kLeaky);
  EXPECT_EQ(folder["groups"], named["groups"]);
  EXPECT_EQ(folder["totals"], named["totals"]);
  ASSERT_EQ(run("cd d && for n in 1 2 3; do mv $n.json* $n; done").exit_code, 0);
  EXPECT_EQ(run_json("heapgate check d/1 d/2 d/3")["totals"], named["totals"]);
}

TEST_F(CheckTest, PrintsNoStringContents) {
  unpack("native-3.1/leaky");
  ASSERT_EQ(run("sed -i '0,/\"value\":\"[^\"]*\"/s//\"value\":\"top-secret-token\"/; "
                "s#lib/audit.rb#lib/no-secret.rb#' [123].json; "
                "sed -i '0,/top-secret-token/s//&\"/' 2.json; grep -c top-secret-token [123].json")
                .out,
            "1.json:1\n2.json:1\n3.json:1\n");
  for (const char* format : {"human", "junit", "json", "markdown", "sarif", "github"}) {
    const ProgramRun report = run("heapgate check 1.json 2.json 3.json -o " + std::string(format));
    EXPECT_THAT(report.out, HasSubstr("lib/no-secret.rb")) << format;
    EXPECT_THAT(report.out + report.err, Not(HasSubstr("top-secret"))) << format;
  }
}

// By its path, since `heapgate` is a function here, whose shell the signal would end instead. What runs in
// the background ignores ^C, unless it is told not to.
TEST_F(CheckTest, AnInterruptedRunLeavesNoReport) {
  const ProgramRun stopped = run(
      kOpened + "mkfifo never; exec 3<>never; env --default-signal=INT " HEAPGATE_PROGRAM " check " + kClean +
      "never -o json=r.json -o junit=r.xml 3>&- & opened $! never && kill -INT $!; wait $!; echo $?");
  EXPECT_EQ(stopped.out, "130\n");
  EXPECT_EQ(files(), std::vector<std::string>{"never"});
}

}  // namespace
}  // namespace heapgate
