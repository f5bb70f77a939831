// Whole runs that are remembered: by one program, by fifty at once, by one that is killed, on a full disk.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "program_test.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::dumps;
using test::ProgramRun;
using testing::HasSubstr;
using testing::MatchesRegex;

const std::string kLeaky = dumps("native-3.1/leaky");
const std::string kClean = dumps("native-3.1/clean");

class HistoryRunTest : public test::ProgramTest {
 protected:
  ProgramRun check(const std::string& arguments) {
    return run("heapgate check -o human=/dev/null " + arguments);
  }
  std::vector<json> lines(const std::string& name = "h") {
    std::istringstream text(file(name));
    std::vector<json> result;
    for (std::string line; std::getline(text, line);) result.push_back(json::parse(line));
    return result;
  }
  std::set<std::string> ids(const std::string& name = "h") {
    std::set<std::string> result;
    for (const json& line : lines(name)) result.insert(line["id"].get<std::string>());
    return result;
  }
};

TEST_F(HistoryRunTest, RemembersWhatTheReportSays) {
  const ProgramRun made = check(
      "--history h --branch main --commit abc --repository shop/api --iterations 100 -o json=r " + kLeaky);
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_EQ(made.err, "");
  const json line = lines().at(0);
  const json report = json::parse(file("r"));
  EXPECT_EQ(line["totals"], report["totals"]);
  EXPECT_EQ(line["verdict"], "fail");
  EXPECT_EQ(line["branch"].get<std::string>() + line["commit"].get<std::string>(), "mainabc");
  EXPECT_EQ(line["iterations"], json({100, 100}));
  std::uint64_t leaked = line["classes"]["rest"]["leaked"]["objects"];
  for (const json& point : line["classes"]["top"]) leaked += point["leaked"]["objects"].get<std::uint64_t>();
  EXPECT_EQ(leaked, report["totals"]["leaked"]["objects"]);
  EXPECT_EQ(line["budgets"][0]["rule"], "leak");
  EXPECT_EQ(line["budgets"][0]["limit"], 20);
  EXPECT_EQ(check("--history h " + kClean).exit_code, 0);
  EXPECT_EQ(lines().size(), 2U);
}

TEST_F(HistoryRunTest, SaysSinceWhichCommitALimitIsExceeded) {
  EXPECT_EQ(check("--history h --branch main --commit a1 " + kClean).exit_code, 0);
  const ProgramRun first =
      run("heapgate check --history h --branch main --commit 0123456789abcdef " + kLeaky);
  EXPECT_THAT(first.out, testing::Not(HasSubstr("over budget on main")));
  const ProgramRun later =
      run("heapgate check --history h --branch topic --commit d4 -o human -o json=r -o junit=j " + kLeaky);
  EXPECT_THAT(later.out, HasSubstr("    over budget on main since 0123456789\n"));
  EXPECT_THAT(file("j"), HasSubstr("over budget on main since 0123456789\n"));
  const json report = json::parse(file("r"));
  EXPECT_THAT(report["findings"].dump(),
              HasSubstr(R"("since":{"branch":"main","commit":"0123456789abcdef"})"));
}

TEST_F(HistoryRunTest, RemembersRunsThatCannotBeJudgedToo) {
  EXPECT_EQ(check("--history h " + kLeaky).exit_code, 1);
  EXPECT_EQ(check("--history h none1 none2 none3").exit_code, 3);
  EXPECT_EQ(lines().at(1)["verdict"], "inconclusive");
}

TEST_F(HistoryRunTest, ListsPrunesMergesAndExports) {
  for (const char* day : {"1", "2", "3"}) {
    const std::string time = "export SOURCE_DATE_EPOCH=180" + std::string(day) + "000000; ";
    EXPECT_EQ(
        run(time + "heapgate check -o human=/dev/null --history h --branch b" + day + " --commit c " + kLeaky)
            .exit_code,
        1);
  }
  const ProgramRun list = run("heapgate history h --branch 'b[12]' --class Cart");
  EXPECT_EQ(list.err, "");
  EXPECT_EQ(list.out,
            "TIME                  BRANCH  COMMIT  VERDICT  LEAKED    BYTES  KEPT  TRANSIENT  MOST LEAKED\n"
            "2027-01-26T21:46:40Z  b1      c       fail         40  1.6 KiB    40          -  Cart\n"
            "2027-02-07T11:33:20Z  b2      c       fail         40  1.6 KiB    40          -  Cart\n");
  EXPECT_THAT(run("heapgate history h --csv --last 1 --site 'app/models/session.rb'").out,
              HasSubstr("\n2027-02-19T01:20:00Z,b3,c,fail,25,"));
  EXPECT_EQ(run("heapgate history h --json --since 2027-02-19").out, run("tail -n 1 h").out);
  EXPECT_EQ(run("cp h other && heapgate history h --keep 1").out, "h: 1 runs, 2 dropped\n");
  EXPECT_EQ(run("heapgate history h --merge other").out, "h: 3 runs, 2 added, 1 there already\n");
  EXPECT_EQ(run("cmp h other").exit_code, 0);
  const std::string later = "export SOURCE_DATE_EPOCH=1803000000; ";
  EXPECT_EQ(run(later + "heapgate history h --keep-days 13").out, "h: 2 runs, 1 dropped\n");
}

TEST_F(HistoryRunTest, WritesAPageOfTheRunsThatAreLeft) {
  for (const char* branch : {"main", "fix"})
    EXPECT_EQ(check("--history h --branch " + std::string(branch) + " " + kClean).exit_code, 0);
  EXPECT_EQ(run("heapgate history h --html out/site --branch main").out, "out/site/index.html: 1 run\n");
  EXPECT_THAT(file("out/site/index.html"), HasSubstr("\"branches\":[\"main\"]"));
  const ProgramRun blocked = run("heapgate history h --html h");
  EXPECT_EQ(blocked.exit_code, 4);
  EXPECT_THAT(blocked.err, testing::StartsWith("heapgate: h"));
  EXPECT_EQ(run("heapgate history h --html out --csv").exit_code, 2);
}

// Each recorded run holds its budgets; together they creep.
TEST_F(HistoryRunTest, FindsACreepInTheBaseBranchsHistory) {
  folder_.write("heapgate.yml",
                "version: 1\nbudgets:\n  - {id: creep, measure: trend, each: class, max: 20}\n"
                "  - {id: leak, max: 1000}\n");
  EXPECT_EQ(check(kLeaky).exit_code, 0);
  EXPECT_EQ(check("--history h --branch main --commit first " + kLeaky).exit_code, 0);
  json line = lines().at(0);
  std::string text;
  for (int i = 0; i < 12; ++i) {
    line["id"] = "made" + std::to_string(i);
    line["commit"] = "commit" + std::to_string(i);
    line["time"] = "2020-01-01T00:00:" + std::to_string(10 + i) + "Z";
    for (json& point : line["classes"]["top"]) {
      if (point["class"] == "Cart") point["leaked"]["objects"] = 3 * i;
    }
    text += line.dump() + "\n";
  }
  folder_.write("h", text);
  const std::string message =
      "Cart: leaks crept up by 27 objects on main over 11 runs, commit1..commit11, over the limit of 20";
  const ProgramRun fix = run("heapgate check --history h --branch fix " + kClean);
  EXPECT_EQ(fix.exit_code, 1);
  EXPECT_THAT(fix.out, HasSubstr(message));
  EXPECT_EQ(lines().size(), 13U);
  EXPECT_EQ(run("heapgate check --history h --base other " + kClean + "-o junit=r.xml").exit_code, 0);
  EXPECT_THAT(file("r.xml"), HasSubstr("a trend needs 10 runs of other, the history has 0"));
  EXPECT_EQ(run("heapgate history h --html site").exit_code, 0);
}

TEST_F(HistoryRunTest, RefusesWrongUsageBeforeAnyDumpIsRead) {
  folder_.write("notes", "# notes\n");
  const ProgramRun other = check("--history notes none1 none2 none3");
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_EQ(other.err, "heapgate: notes:1: not a heapgate history\n");
  EXPECT_EQ(run("heapgate history none").err, "heapgate: none: cannot be read: No such file or directory\n");
  EXPECT_EQ(run("heapgate history none --keep 3").exit_code, 2);
  EXPECT_EQ(run("test -e none").exit_code, 1);
  folder_.write("h", "");
  EXPECT_EQ(run("heapgate history h --since soon").err,
            "heapgate: --since 'soon' is not a time; write it as 2026-11-25, 2026-11-25T08:00:00Z or 30d\n");
  EXPECT_EQ(run("heapgate history h --keep 3 --csv").exit_code, 2);
}

TEST_F(HistoryRunTest, FiftyAtOnceLoseNothing) {
  const ProgramRun all =
      run("for i in $(seq 50); do heapgate check --threads 1 -o human=/dev/null --history h "
          "--branch b$i " +
          kClean + "& done; wait");
  EXPECT_EQ(all.err, "");
  EXPECT_EQ(ids().size(), 50U);
  std::set<std::string> branches;
  for (const json& line : lines()) branches.insert(line["branch"].get<std::string>());
  EXPECT_EQ(branches.size(), 50U);
}

TEST_F(HistoryRunTest, APruneWhileOthersAppendLosesNothing) {
  const ProgramRun all =
      run("heapgate check -o human=/dev/null --history h " + kClean +
          "; for i in $(seq 20); do heapgate check --threads 1 -o human=/dev/null --history h " + kClean +
          "& done; while jobs -rp | grep -q .; do heapgate history h --keep 1000 >>pruned; done; wait");
  EXPECT_EQ(all.err, "");
  EXPECT_EQ(ids().size(), 21U);
  EXPECT_GT(file("pruned").size(), 0U);
}

// A prune in slow motion, by hand: locked, read, written aside, renamed.
TEST_F(HistoryRunTest, WaitsForTheLockAndWritesToTheFileThatReplacedTheOld) {
  const std::string append = "heapgate check -o human=/dev/null --history h " + kClean;
  const ProgramRun all = run(append + "; export -f heapgate; flock -o h bash -c \"" + append +
                             "& sleep 2; wc -l <h >during; cp h new; mv new h\"; until [ $(wc -l <h) = 2 ] "
                             "|| [ $SECONDS -gt 20 ]; do "
                             "sleep 0.1; done");
  EXPECT_EQ(all.err, "");
  EXPECT_EQ(file("during"), "1\n");
  EXPECT_EQ(ids().size(), 2U);
}

// Killed at any moment: what others wrote stays, and at most its own line is missing.
TEST_F(HistoryRunTest, AKilledOneLeavesAFileThatTheNextOneContinues) {
  const ProgramRun killed = run("heapgate check -o human=/dev/null --history h " + kClean +
                                "; for i in $(seq 30); do timeout -s KILL 0.0$((i % 10))$i " HEAPGATE_PROGRAM
                                " check -o human=/dev/null --history h " +
                                kClean +
                                "; done 2>/dev/null; "
                                "heapgate check -o human=/dev/null --history h " +
                                kClean);
  EXPECT_EQ(killed.exit_code, 0);
  EXPECT_GE(lines().size(), 2U);
  EXPECT_EQ(ids().size(), lines().size());
}

TEST_F(HistoryRunTest, AFullDiskIsExitCode4AndLeavesTheFileAsItWas) {
  std::filesystem::create_directory(folder_.path("small"));
  if (::geteuid() != 0 || ::mount("none", folder_.path("small").c_str(), "tmpfs", 0, "size=8k") != 0)
    GTEST_SKIP() << "needs root";
  ProgramRun last;
  std::size_t count = 0;
  for (; count < 20; ++count) {
    last = check("--history small/h -o junit=r.xml " + kClean);
    if (last.exit_code != 0) break;
  }
  EXPECT_EQ(last.exit_code, 4);
  EXPECT_EQ(last.err, "heapgate: small/h: cannot be written: No space left on device\n");
  EXPECT_GT(count, 0U);
  EXPECT_EQ(lines("small/h").size(), count);
  EXPECT_THAT(file("r.xml"), HasSubstr("</testsuites>"));
  const std::string text = file("small/h");
  EXPECT_EQ(run("heapgate history small/h --keep 100").exit_code, 4);
  EXPECT_EQ(file("small/h"), text);
  ::umount(folder_.path("small").c_str());
}

}  // namespace
}  // namespace heapgate
