// Dumps, rules and file names of somebody who means ill, through every format: nothing of it is ever more
// than text.

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "hostile_dumps.hpp"
#include "program_test.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::ProgramRun;

const std::string kGithub =
    "export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=\"$PWD/summary.md\" GITHUB_SERVER_URL=https://github.com "
    "GITHUB_REPOSITORY=o/r GITHUB_SHA=abc; ";

bool is_ill(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < ' ' && c != '\n') || byte == 0x7F;
}

// No control character, nothing but UTF-8, no direction marks.
void expect_clean(const std::string& text) {
  EXPECT_TRUE(std::none_of(text.begin(), text.end(), is_ill));
  EXPECT_NO_THROW((void)json(text).dump());
  for (const char* part : {"\xC2\x9B", "\xE2\x80\xAE"}) EXPECT_EQ(text.find(part), std::string::npos);
}

// All links lead to the repository, and nothing is HTML.
void expect_no_markup(const std::string& markdown) {
  EXPECT_FALSE(markdown.empty());
  EXPECT_EQ(markdown.find('<'), std::string::npos);
  const std::string ours = "](https://github.com/o/r/blob/abc/";
  for (std::size_t at = markdown.find("]("); at != std::string::npos; at = markdown.find("](", at + 1))
    EXPECT_EQ(markdown.compare(at, ours.size(), ours), 0) << markdown.substr(at, 80);
  EXPECT_LT(markdown.size(), 1U << 20U);
}

TEST(HostileChecks, SeeWhatTheyLookFor) {
  EXPECT_NONFATAL_FAILURE(expect_clean("\x1b[31m"), "is_ill");
  EXPECT_NONFATAL_FAILURE(expect_clean("caf\xE9"), "dump()");
  EXPECT_NONFATAL_FAILURE(expect_clean("\xE2\x80\xAE"), "npos");
  EXPECT_NONFATAL_FAILURE(expect_no_markup("a <b>"), "npos");
  EXPECT_NONFATAL_FAILURE(expect_no_markup("[a](http://evil.example)"), "evil.example");
  expect_clean("plain\n");
  expect_no_markup("[a](https://github.com/o/r/blob/abc/a.rb)");
}

class HostileTest : public test::ProgramTest {
 protected:
  void SetUp() override {
    const test::HostileDumps dumps;
    folder_.write("dumps/1 ::error::$(touch planted) <b>.json", dumps.text(1));
    folder_.write("dumps/2 `touch planted` ##[error]x.json", dumps.text(2));
    folder_.write("dumps/3 \x1b[31m\n::error::planted.json", dumps.text(3));
    folder_.write("dumps/4 caf\xE9.json", "{}\n");
    std::string rules = "version: 1\nroot: /srv\nbudgets:\n";
    for (const std::string& name : test::hostile_names())
      rules += "  - {id: " + json(name).dump() + ", class: \"*\", max: 0}\n";
    rules += "  - {id: each, each: group, max: 0}\n";
    folder_.write("heapgate.yml", rules + "  - {id: sum, class: \"/./\", max: 0, severity: warn}\n");
  }

  // The standard output, after all that must hold of every run was looked at.
  std::string checked(const std::string& command, int exit_code = 1) {
    const ProgramRun run = ProgramTest::run(kGithub + command);
    EXPECT_EQ(run.exit_code, exit_code) << run.err.substr(0, 2'000);
    EXPECT_FALSE(exists("planted"));
    expect_clean(run.out);
    expect_clean(run.err);
    for (const std::string& log : {run.out, run.err}) expect_own_commands(log);
    return run.out;
  }

 private:
  // What is acted upon is what heapgate means.
  static void expect_own_commands(const std::string& log) {
    std::string token;
    for (const test::WorkflowCommand& command : test::workflow_commands(log)) {
      if (command.name == "stop-commands") token = command.data;
      EXPECT_TRUE(command.name == "error" || command.name == "warning" || command.name == "stop-commands" ||
                  command.name == token)
          << command.name;
    }
    for (const test::AnnotationSeen& seen : test::annotations_in(log))
      EXPECT_EQ(seen.title.rfind("heapgate", 0), 0U) << seen.title;
  }
};

TEST_F(HostileTest, HumanReportIsShieldedAndFollowedByTenErrorsAndAWarning) {
  const std::string out = checked("heapgate check dumps");
  const auto commands = test::commands_in(out);
  ASSERT_EQ(commands.size(), 13U);
  EXPECT_EQ(commands[0], "stop-commands");
  EXPECT_EQ(std::count(commands.begin(), commands.end(), "error"), 10);
  EXPECT_EQ(std::count(commands.begin(), commands.end(), "warning"), 1);
  EXPECT_THAT(out, testing::HasSubstr("FAIL: "));
  EXPECT_LT(out.size(), 1'000'000U);
}

TEST_F(HostileTest, JunitIsValidXml) {
  const std::string out = checked("heapgate check dumps -o junit | tee r.xml; exit ${PIPESTATUS[0]}");
  const ProgramRun valid = run("xmllint --huge --noout --schema '" + test::data("junit.xsd") + "' r.xml");
  EXPECT_EQ(valid.exit_code, 0) << valid.err.substr(0, 2'000);
  EXPECT_EQ(out.find("<testcase name=\"planted\""), std::string::npos);
}

TEST_F(HostileTest, JsonHoldsTheNamesAsTheyAre) {
  const json report = json::parse(checked("heapgate check dumps -o json"));
  EXPECT_EQ(report["verdict"], "fail");
  for (const std::string& name : test::hostile_names()) {
    const auto& groups = report["groups"];
    EXPECT_TRUE(std::any_of(groups.begin(), groups.end(), [&](const json& group) {
      return group["class"] == name && group["file"] == "/srv/" + name && group["leaked"]["objects"] == 22;
    })) << name.substr(0, 40);
    EXPECT_FALSE(report["findings"][0].contains("planted"));
  }
}

TEST_F(HostileTest, SarifParsesAndItsAddressesAreEncoded) {
  const json report = json::parse(checked("heapgate check dumps -o sarif"));
  const json& results = report["runs"][0]["results"];
  EXPECT_GE(results.size(), 2 * test::hostile_names().size());
  for (const json& result : results) {
    const std::string uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    EXPECT_EQ(uri.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/%"),
              std::string::npos);
  }
}

TEST_F(HostileTest, MarkdownAndTheJobSummaryHoldNoMarkup) {
  expect_no_markup(checked("heapgate check dumps -o markdown"));
  const std::string summary = file("summary.md");
  expect_no_markup(summary);
  expect_clean(summary);
}

TEST_F(HostileTest, GithubReportIsNothingButItsOwnCommands) {
  const std::string out = checked("heapgate check dumps -o github");
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 11);
  EXPECT_EQ(test::annotations_in(out).size(), 11U);
  checked("heapgate check dumps -o github=g.txt");
  EXPECT_EQ(file("g.txt"), out);
}

TEST_F(HostileTest, RulesAndBaselineAreShielded) {
  const std::string rules = checked("heapgate rules --explain heapgate.yml dumps", 0);
  EXPECT_EQ(test::commands_in(rules).size(), 2U);
  const std::string baseline = checked("heapgate baseline b.yml dumps", 0);
  EXPECT_EQ(test::commands_in(baseline).size(), 2U);
  checked("heapgate check --baseline b.yml dumps", 0);
}

TEST_F(HostileTest, NamesOfVariablesAreShielded) {
  const test::HostileDumps dumps;
  for (int number = 1; number <= 3; ++number) {
    folder_.write("held/" + std::to_string(number) + ".json", dumps.held_text(number));
    folder_.write("held/" + std::to_string(number) + ".json.names", dumps.names());
  }
  folder_.write("each.yml", "version: 1\nbudgets: [{id: each, each: group, max: 0}]\n");
  const std::string check = "heapgate check --rules each.yml held ";
  EXPECT_THAT(checked(check), testing::HasSubstr("held by $(touch planted) ("));
  checked("heapgate explain held", 0);
  expect_no_markup(checked(check + "-o markdown"));
  expect_no_markup(file("summary.md"));
  checked(check + "-o junit");
  EXPECT_EQ(json::parse(checked(check + "-o sarif")).count("planted"), 0U);
  EXPECT_EQ(json::parse(checked(check + "-o codequality"))[0].count("planted"), 0U);
  const json report = json::parse(checked(check + "-o json"));
  EXPECT_THAT(report["leaks"].dump(), testing::HasSubstr(R"x("name":"$(touch planted)")x"));
}

TEST_F(HostileTest, DumpsThatCannotBeReadAreNamedHarmlessly) {
  folder_.write("dumps/3 \x1b[31m\n::error::planted.json", "::error::planted\n\x1b##[error]x\n");
  const std::string out = checked("heapgate check dumps", 3);
  EXPECT_THAT(out, testing::HasSubstr("INCONCLUSIVE"));
  expect_no_markup(file("summary.md"));
}

}  // namespace
}  // namespace heapgate
