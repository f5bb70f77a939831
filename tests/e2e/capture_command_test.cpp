// The commands that a capture runs, and its command line: the whole message for all that goes wrong.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::free_port;
using test::ProgramRun;
using test::Puma;
using testing::ElementsAre;
using testing::MatchesRegex;

class CaptureCommand : public test::CaptureTest {};

TEST_F(CaptureCommand, ALoadThatFails) {
  const Puma& app = start();
  expect_failure(capture("--pid " + app.id() + " --load 'echo one; echo two >&2; exit 7'"),
                 "the warm-up failed: exit code 7; its output:\n  | one\n  | two");
  expect_failure(capture("--pid " + app.id() + " --load 'test $HEAPGATE_INTERVAL -lt 2'"),
                 "the load failed: exit code 1");
  expect_failure(capture("--pid " + app.id() + " --warmup 'kill -SEGV $$'"), "the warm-up failed: signal 11");
}

TEST_F(CaptureCommand, ALoadThatIsMissing) {
  const Puma& app = start();
  expect_failure(capture("--pid " + app.id() + " --load no-such-load"),
                 "the warm-up failed: exit code 127; its output:\n  | sh: 1: no-such-load: not found");
}

TEST_F(CaptureCommand, ALoadThatTakesTooLong) {
  const Puma& app = start();
  expect_failure(capture("--pid " + app.id() +
                         " --warmup true --load 'echo under way; sleep 100 & sleep 100' --timeout 10"),
                 "the load failed: timed out; its output:\n  | under way");
}

TEST_F(CaptureCommand, WhatALoadLeavesRunningIsEnded) {
  const Puma& app = start();
  const ProgramRun run =
      capture("--pid " + app.id() + " --load 'sleep 100 & echo $HEAPGATE_INTERVAL >>seen'");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(file("seen"), "0\n1\n2\n");
}

TEST_F(CaptureCommand, AServerThatDiesAtOnce) {
  const std::string url = "http://127.0.0.1:" + std::to_string(free_port());
  expect_failure(capture("--exec 'seq 20; echo no database >&2; exit 9' --ready " + url),
                 "the server ended before it was ready: exit code 9; its output:\n  | 1\n  | 2\n  | 3\n  | "
                 "4\n  | 5\n  | 6\n  | 7\n  | 8\n  | 9\n  | 10\n  | 11\n  | 12\n  | 13\n  | 14\n  | 15\n  | "
                 "16\n  | 17\n  | 18\n  | 19\n  | 20\n  | no database");
  expect_failure(capture("--exec 'exit 9'"), "the server ended before it was ready: exit code 9");
  expect_failure(
      capture("--exec no-such-server"),
      "the server ended before it was ready: exit code 127; its output:\n  | sh: 1: no-such-server: not "
      "found");
}

TEST_F(CaptureCommand, AServerThatIsThereAlready) {
  const Puma& app = start();
  expect_failure(capture("--exec 'touch started' --ready " + app.url("/up")),
                 app.url("/up") + ": something answers there before the server is started; stop that first");
  EXPECT_FALSE(exists("started"));
}

TEST_F(CaptureCommand, AServerThatIsNeverReady) {
  const std::string url = "http://127.0.0.1:" + std::to_string(free_port());
  expect_failure(capture("--exec 'echo thinking; exec sleep 100' --timeout 3 --ready " + url),
                 "the server is not ready in time: " + url + " does not answer; its output:\n  | thinking");
}

TEST_F(CaptureCommand, AServerThatIsNoRuby) {
  expect_failure(capture("--exec 'exec sleep 100' --timeout 3"), "the server command runs no Ruby");
}

// One is there later than the other.
TEST_F(CaptureCommand, WaitsForEveryWorker) {
  const test::PumaToStart app({.environment = "TRACE=1 RBTRACE=1 SLOW_SECOND=4", .workers = 2});
  const ProgramRun run = capture(app.exec());
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(files().size(), 2 * test::kThreeDumps.size());
}

TEST_F(CaptureCommand, DumpsThatAreThereAlready) {
  const Puma& app = start();
  std::filesystem::create_directories(path("dumps/77"));
  for (const char* name :
       {"dumps/1.json", "dumps/9.json.gz", "dumps/README", "dumps/77/1.json", "dumps/77/1.json.meta"})
    std::ofstream(path(name)) << "old";
  const ProgramRun refused = capture("--pid " + app.id());
  EXPECT_EQ(refused.err,
            "heapgate: dumps: holds dumps already; name another folder, or replace them by --replace\n");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(file("dumps/77/1.json.meta"), "old");
  EXPECT_EQ(capture("--pid " + app.id() + " --replace --load false").exit_code, 3);
  EXPECT_EQ(file("dumps/9.json.gz"), "old");
  const ProgramRun replaced = capture("--pid " + app.id() + " --replace");
  EXPECT_EQ(replaced.err, "");
  std::vector<std::string> expected = test::kThreeDumps;
  expected.emplace_back("README");
  EXPECT_EQ(files(), expected);
  EXPECT_FALSE(exists("dumps/77"));
  EXPECT_EQ(check()["totals"]["leaked"]["objects"], 0);
}

TEST_F(CaptureCommand, FoldersThatItMadeGoOnAnError) {
  const Puma& app = start();
  const ProgramRun run = capture("--pid " + app.id() + " --load false --out deep/er/dumps");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(exists("deep"));
}

TEST_F(CaptureCommand, WrongUsage) {
  const std::string one = "name one server: by --pid, --exec or --url";
  expect_failure(capture("--pid 1 --exec true"), one, 2);
  expect_failure(capture("--pid 1 --url http://x"), one, 2);
  expect_failure(capture("--exec true --url http://x"), one, 2);
  expect_failure(capture(""), one, 2);
  expect_failure(capture("--pid 1 --ready http://x"), "--ready needs --exec or --url", 2);
  expect_failure(capture("--pid 1 --process puma"), "--process needs --exec", 2);
  expect_failure(capture("--url http://x"), "--url needs a token: name its variable by --token-env", 2);
  expect_failure(capture("--pid 1 --token-env NO_SUCH_TOKEN"),
                 "--token-env: the environment has no NO_SUCH_TOKEN", 2);
  const std::string see = "; see heapgate capture --help";
  expect_failure(capture("--pid 1 --rounds 2"), "--rounds: must be between 3 and 1000, not '2'" + see, 2);
  expect_failure(capture("--pid 0"), "--pid: must be above 0, not '0'" + see, 2);
  expect_failure(capture("--pid x"), "--pid: must be above 0, not 'x'" + see, 2);
  expect_failure(capture("--pid 1 --tracing on"), "--tracing: on not in {none,require,start}" + see, 2);
  expect_failure(capture("--pid 1 --fork vfork"), "--fork: vfork not in {auto,plain,threads}" + see, 2);
  expect_failure(capture("--pid 1 --compress xz"), "--compress: xz not in {gz,zst}" + see, 2);
  expect_failure(capture("--pid 1 --settle -1"), "--settle: must be 0 or more, not '-1'" + see, 2);
  expect_failure(capture("--pid 1 --timeout 0"), "--timeout: must be above 0, not '0'" + see, 2);
  expect_failure(capture("--pid 1 --timeout inf"), "--timeout: 'inf' is more than a year" + see, 2);
  expect_failure(capture("--pid 1 --load ''"), "--load is missing: the command that loads the server", 2);
  expect_failure(capture("--pid 1 --out ''"), "--out is missing: the folder for the dumps", 2);
}

}  // namespace
}  // namespace heapgate
