// What `heapgate check` does by itself where GitHub Actions runs it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "program_test.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using test::dumps;
using test::kProgram;
using test::ProgramRun;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const std::string kLeaky = dumps("native-3.1/leaky");
const std::string kClean = dumps("native-3.1/clean");

class GithubActionsTest : public test::ProgramTest {
 protected:
  ProgramRun run(const std::string& command) {
    return ProgramTest::run("export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=\"$PWD/summary.md\"; " + command);
  }
  [[nodiscard]] std::string summary() const { return file("summary.md"); }
  static std::size_t errors_in(const std::string& log) {
    const auto commands = test::commands_in(log);
    return static_cast<std::size_t>(std::count(commands.begin(), commands.end(), "error"));
  }
  static std::size_t headings_in(const std::string& markdown) {
    std::size_t count = 0;
    for (std::size_t at = markdown.find("\n## "); at != std::string::npos;
         at = markdown.find("\n## ", at + 1))
      ++count;
    return count + (markdown.starts_with("## ") ? 1 : 0);
  }
};

TEST_F(GithubActionsTest, AddsAnnotationsAndASummaryToTheHumanReport) {
  const ProgramRun leaky = run("heapgate check " + kLeaky);
  EXPECT_EQ(leaky.exit_code, 1);
  EXPECT_EQ(leaky.err, "");
  EXPECT_THAT(leaky.out,
              HasSubstr("\n" + kProgram + ": FAIL: 3 leaks (6 groups, 255 objects) over budget\n"));
  const auto seen = test::annotations_in(leaky.out);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].file, "app/models/cart.rb");
  EXPECT_EQ(seen[0].line, "13");
  EXPECT_THAT(seen[0].message,
              StartsWith("Cart app/models/cart.rb:13 leaks 40 an interval (110 → 150 → 190), with "
                         "1 Hash, 1 Array, 2 String each, held by Array app/models/cart.rb:9"));
  EXPECT_THAT(summary(), StartsWith("## ❌ heapgate: FAIL: 3 leaks (6 groups, 255 objects) over budget\n"));
}

TEST_F(GithubActionsTest, AddsNoAnnotationToAPass) {
  const ProgramRun clean = run("heapgate check " + kClean);
  EXPECT_EQ(clean.exit_code, 0);
  EXPECT_EQ(test::commands_in(clean.out).size(), 2U);
  EXPECT_THAT(summary(), StartsWith("## ✅ heapgate: PASS: every budget holds\n"));
}

TEST_F(GithubActionsTest, TellsThatItCannotJudge) {
  const ProgramRun blind = run("heapgate check " + kLeaky + "missing.json");
  EXPECT_EQ(blind.exit_code, 3);
  EXPECT_EQ(test::annotations_in(blind.out).at(0).title, "heapgate cannot judge: readable");
  EXPECT_THAT(summary(), StartsWith("## ⚠️ heapgate: INCONCLUSIVE"));
}

TEST_F(GithubActionsTest, DoesNothingOfThatElsewhereOrWhenToldSo) {
  for (const std::string& command :
       {"GITHUB_ACTIONS= heapgate check " + kLeaky, "GITHUB_ACTIONS=false heapgate check " + kLeaky}) {
    const ProgramRun elsewhere = run(command);
    EXPECT_EQ(elsewhere.exit_code, 1);
    EXPECT_THAT(elsewhere.out, StartsWith(kProgram + ": FAIL"));
    EXPECT_THAT(test::commands_in(elsewhere.out), IsEmpty());
  }
  const ProgramRun off = run("heapgate check --no-ci " + kLeaky);
  EXPECT_EQ(off.exit_code, 1);
  EXPECT_EQ(errors_in(off.out), 0U);
  EXPECT_EQ(summary(), "");
}

TEST_F(GithubActionsTest, LeavesWhatOthersWroteIntoTheSummary) {
  folder_.write("summary.md", "# Tests\n\n3 passed");
  ASSERT_EQ(run("heapgate check " + kLeaky).exit_code, 1);
  EXPECT_THAT(summary(), StartsWith("# Tests\n\n3 passed\n\n## ❌ heapgate: FAIL"));
  ASSERT_EQ(run("heapgate check " + kClean).exit_code, 0);
  EXPECT_EQ(headings_in(summary()), 2U);
}

TEST_F(GithubActionsTest, WritesAsMuchIntoAFullSummaryAsGithubTakes) {
  constexpr std::size_t kMebibyte = 1 << 20;
  folder_.write("summary.md", std::string(kMebibyte - 2'000, 'x'));
  ASSERT_EQ(run("heapgate check " + kLeaky).exit_code, 1);
  EXPECT_LT(summary().size(), kMebibyte);
  EXPECT_THAT(summary(), HasSubstr("\n\n## ❌ heapgate: FAIL: 3 leaks (6 groups, 255 objects) over budget\n"));
  EXPECT_THAT(summary(), HasSubstr(" more (-o json lists them all)\n"));
  folder_.write("summary.md", std::string(kMebibyte - 20, 'x'));
  const ProgramRun full = run("heapgate check " + kLeaky);
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_EQ(summary().size(), kMebibyte - 20);
  EXPECT_THAT(full.err, HasSubstr("summary.md: the summary is left out, or GitHub would drop"));
}

TEST_F(GithubActionsTest, FailsIfTheSummaryCannotBeWrittenAndStillWritesTheRest) {
  const ProgramRun run_in_vain =
      run("export GITHUB_STEP_SUMMARY=no/such/folder/s.md; heapgate check " + kClean + "-o json=r.json");
  EXPECT_EQ(run_in_vain.exit_code, 4);
  EXPECT_EQ(run_in_vain.err, "heapgate: no/such/folder/s.md: cannot be written: No such file or directory\n");
  EXPECT_THAT(file("r.json"), StartsWith("{"));
  EXPECT_EQ(run("unset GITHUB_STEP_SUMMARY; heapgate check " + kClean).exit_code, 0);
}

TEST_F(GithubActionsTest, GivesAnnotationsOnce) {
  const ProgramRun only = run("heapgate check -o github " + kLeaky);
  EXPECT_EQ(errors_in(only.out), 3U);
  EXPECT_THAT(only.out, StartsWith("::error file="));
  const ProgramRun elsewhere = run("heapgate check -o github=g.txt " + kLeaky);
  EXPECT_EQ(errors_in(elsewhere.out), 0U);
  EXPECT_EQ(file("g.txt"), only.out);
}

TEST_F(GithubActionsTest, LeavesStandardOutputToAReportForPrograms) {
  const ProgramRun report = run("heapgate check -o json " + kLeaky);
  EXPECT_EQ(nlohmann::json::parse(report.out)["verdict"], "fail");
  EXPECT_EQ(errors_in(report.err), 3U);
}

TEST_F(GithubActionsTest, NeverReplacesTheSummary) {
  folder_.write("summary.md", "# Tests\n");
  ASSERT_EQ(run("heapgate check -o markdown=summary.md " + kLeaky).exit_code, 1);
  EXPECT_THAT(summary(), StartsWith("# Tests\n\n\n## ❌ heapgate: FAIL"));
  EXPECT_EQ(headings_in(summary()), 1U);
}

TEST_F(GithubActionsTest, LinksToTheCommit) {
  const std::string where =
      "export GITHUB_SERVER_URL=https://ghe.example:8443 GITHUB_REPOSITORY='o/a b' GITHUB_SHA=abc; ";
  ASSERT_EQ(run(where + "heapgate check " + kLeaky).exit_code, 1);
  EXPECT_THAT(summary(),
              HasSubstr(" ([app/models/cart.rb:13](https://ghe.example:8443/o/a%20b/blob/abc/app/models/"
                        "cart.rb#L13))\n"));
  folder_.write("summary.md", "");
  ASSERT_EQ(run("export GITHUB_SERVER_URL='javascript:alert(1)' GITHUB_REPOSITORY=o/r GITHUB_SHA=abc; "
                "heapgate check " +
                kLeaky)
                .exit_code,
            1);
  EXPECT_THAT(summary(), Not(HasSubstr("](")));
}

TEST_F(GithubActionsTest, NamesFilesFromTheRepositorysRootWhereTheRulesNameAnApp) {
  folder_.write(".git/HEAD", "");
  folder_.write("heapgate.yml", "version: 1\nextends: default\nroot: [services/shop, /srv/shop]\n");
  const ProgramRun leaky =
      run("for n in 1 2 3; do zstd -dcq '" + test::data("native-3.1/leaky") +
          "'/$n.json.zst | sed 's#\"file\":\"app/#\"file\":\"/srv/shop/app/#' >$n.json; done; "
          "heapgate check -o junit=r.xml -o sarif=r.sarif 1.json 2.json 3.json");
  EXPECT_EQ(test::annotations_in(leaky.out).at(0).file, "services/shop/app/models/cart.rb");
  EXPECT_THAT(leaky.out, HasSubstr("FAIL Cart app/models/cart.rb:13 leaks "));
  EXPECT_THAT(file("r.xml"), HasSubstr("file=\"services/shop/app/models/cart.rb\""));
  EXPECT_THAT(file("r.sarif"), HasSubstr("\"uri\": \"services/shop/app/models/cart.rb\""));
}

TEST_F(GithubActionsTest, TellsACommandThatWorksElsewhere) {
  folder_.write(".git/HEAD", "");
  folder_.write("ci/rules.yml", "version: 1\nextends: default\n");
  folder_.write("services/shop/Gemfile", "");
  ASSERT_EQ(
      run("mkdir -p /tmp/elsewhere.$$/d && cp " + kLeaky +
          "/tmp/elsewhere.$$/d && cd services/shop && heapgate check --rules \"$PWD/../../ci/rules.yml\" "
          "/tmp/elsewhere.$$/d/; code=$?; rm -r /tmp/elsewhere.$$; exit $code")
          .exit_code,
      1);
  EXPECT_THAT(summary(),
              HasSubstr("\nTo see it on your machine, in the folder services/shop, with the dumps of this "
                        "run:\n\n```sh\nheapgate check --rules ../../ci/rules.yml d\n```\n"));
}

TEST_F(GithubActionsTest, TellsNoCommandThatWorksNowhereElse) {
  const std::string set = test::data("native-3.1/leaky");
  ASSERT_EQ(
      run("heapgate check '" + set + "/1.json.zst' <(cat '" + set + "/2.json.zst') '" + set + "/3.json.zst'")
          .exit_code,
      1);
  EXPECT_THAT(summary(), Not(HasSubstr("your machine")));
}

TEST_F(GithubActionsTest, TellsHowToSeeItAgain) {
  ASSERT_EQ(run("cp " + kLeaky +
                ". && heapgate check --iterations 40 -o json=r.json 1.json.zst 2.json.zst 3.json.zst")
                .exit_code,
            1);
  EXPECT_THAT(summary(),
              HasSubstr("```sh\nheapgate check --iterations 40 1.json.zst 2.json.zst 3.json.zst\n```\n"));
  EXPECT_THAT(summary(),
              HasSubstr("- **fail** Cart app/models/cart.rb:13 leaks 1 per request (110 → 150 → 190)"));
}

TEST_F(GithubActionsTest, ShieldsWithAnotherTokenEachTime) {
  const auto token = [&] { return test::workflow_commands(run("heapgate check " + kClean).out).at(0).data; };
  const std::string first = token();
  EXPECT_GE(first.size(), 32U);
  EXPECT_NE(first, token());
}

}  // namespace
}  // namespace heapgate
