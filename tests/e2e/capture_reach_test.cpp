// Servers that rbtrace cannot reach: the whole message, exit code 3, and nothing left behind.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;
using test::Puma;

class CaptureReach : public test::CaptureTest {
 protected:
  static bool root() { return ::geteuid() == 0; }
};

const char* const kNoTracing =
    " does not trace its allocations, so that no dump would name a site: call "
    "`ObjectSpace.trace_object_allocations_start` (of objspace) where it boots. --tracing start starts it "
    "for "
    "this capture only, and what was allocated before has no site; --tracing none takes dumps without sites";

TEST_F(CaptureReach, NoSuchProcess) {
  test::Background& gone = start_background("exec true");
  gone.wait(10);
  const std::string pid = std::to_string(gone.pid());
  expect_failure(capture("--pid " + pid), "process " + pid + ": there is no such process");
}

TEST_F(CaptureReach, NoRubyProgram) {
  const std::string pid = std::to_string(start_background("exec sleep 100").pid());
  const std::string sleep = std::filesystem::canonical("/bin/sleep");
  ASSERT_TRUE(test::eventually(
      [&] { return test::command_line(std::stoi(pid)).find("sleep") != std::string::npos; }));
  expect_failure(capture("--pid " + pid), "process " + pid + " is not a Ruby program but " + sleep);
}

TEST_F(CaptureReach, RbtraceIsNotInstalled) {
  const Puma& app = start();
  const std::string bare = "mkdir -p bin && ln -sf $(command -v timeout true) bin && PATH=$PWD/bin";
  expect_failure(
      capture("--pid " + app.id(), bare),
      "rbtrace is not installed: it is neither on PATH nor in a Gemfile.lock here; `gem install rbtrace`, "
      "or `apt install ruby-rbtrace` on Debian, or name it by --rbtrace");
}

TEST_F(CaptureReach, TheAppHasNotLoadedTheGem) {
  const Puma& app = start({.environment = "TRACE=1"});
  expect_failure(
      capture("--pid " + app.id()),
      "process " + app.id() +
          " has not loaded the rbtrace gem: add `gem \"rbtrace\"` to its Gemfile and `require \"rbtrace\"` "
          "where it boots, or have heapgate start the server by --exec, which asks for no gem");
}

TEST_F(CaptureReach, AnotherUsersProcess) {
  if (!root()) GTEST_SKIP() << "needs root";
  const Puma& app = start();
  std::filesystem::permissions(path(""), std::filesystem::perms{0777});
  const ProgramRun run =
      capture("--pid " + app.id(), "PATH=/usr/sbin:$PATH setpriv --reuid=65534 --clear-groups");
  expect_failure(run, "process " + app.id() + " belongs to root, and this is nobody: run heapgate as root");
}

TEST_F(CaptureReach, AStoppedProcess) {
  const Puma& app = start();
  ::kill(app.pid(), SIGSTOP);
  const ProgramRun run = capture("--pid " + app.id());
  ::kill(app.pid(), SIGCONT);
  expect_failure(run, "process " + app.id() + " is stopped: continue it by `kill -CONT " + app.id() + "`");
}

TEST_F(CaptureReach, AProcessThatTrapsTheSignalOfRbtrace) {
  const Puma& app = start({.environment = "TRACE=1 RBTRACE=1 DEAF=1"});
  expect_failure(capture("--pid " + app.id()),
                 "process " + app.id() +
                     ": it does not answer rbtrace: its main thread is busy or stuck in native "
                     "code, or it traps SIGURG");
}

TEST_F(CaptureReach, AProcessWithAnotherTmp) {
  if (!root()) GTEST_SKIP() << "needs root";
  // The app stays where it is, even below /tmp.
  const std::string source = HEAPGATE_SOURCE;
  const Puma& app =
      start({.run_by = "unshare -m sh -c 'mount --bind \"" + source +
                       "\" /mnt && mount -t tmpfs none /tmp && mkdir -p \"" + source +
                       "\" && mount --bind /mnt \"" + source + "\" && cd / && exec \"$@\"' --"});
  expect_failure(capture("--pid " + app.id()),
                 "process " + app.id() +
                     " has a /tmp of its own (PrivateTmp of systemd?), where rbtrace cannot reach "
                     "it: let it share /tmp, run heapgate in there, or use --url");
}

TEST_F(CaptureReach, AProcessWithOtherMessageQueues) {
  if (!root()) GTEST_SKIP() << "needs root";
  const Puma& app = start({.run_by = "unshare -i"});
  expect_failure(
      capture("--pid " + app.id()),
      "process " + app.id() +
          " lives in another IPC namespace, where rbtrace's message queues are not ours: run heapgate in "
          "there (nsenter -t " +
          app.id() + " -i); a server that `heapgate capture --exec` starts needs none");
  const ProgramRun inside = capture("--pid " + app.id(), "nsenter -t " + app.id() + " -i");
  EXPECT_EQ(inside.err, "");
  EXPECT_EQ(inside.exit_code, 0);
}

TEST_F(CaptureReach, ASystemWithoutMessageQueues) {
  const Puma& app = start();
  // In this test's own IPC namespace.
  if (!private_tmp() || ProgramTest::run("echo 0 >/proc/sys/kernel/msgmni").exit_code != 0)
    GTEST_SKIP() << "needs root, and a kernel that can be told";
  expect_failure(
      capture("--pid " + app.id()),
      "rbtrace needs a message queue, and this system allows none (kernel.msgmni is 0); a server that "
      "`heapgate capture --exec` starts needs none");
}

TEST_F(CaptureReach, AProcessThatDoesNotTrace) {
  const Puma& app = start({.environment = "RBTRACE=1"});
  expect_failure(capture("--pid " + app.id()), "process " + app.id() + kNoTracing);
}

TEST_F(CaptureReach, TracingIsStartedForTheCaptureOnly) {
  const Puma& app = start({.environment = "RBTRACE=1"});
  const std::string arguments = "--pid " + app.id() + test::leaking_load(app.url());
  const ProgramRun run = capture(arguments + " --tracing start");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  const auto report = check();
  EXPECT_EQ(report["totals"]["leaked"]["objects"], 25) << report.dump(1);
  EXPECT_TRUE(report["groups"][0].value("file", "").ends_with("/apps/app.ru"));
  expect_nothing_left();
  // Off again: the next capture says so.
  EXPECT_EQ(capture("--pid " + app.id() + " --out second").err,
            "heapgate: process " + app.id() + kNoTracing + "\n");
}

TEST_F(CaptureReach, DumpsWithoutSitesIfTheyAreWanted) {
  const Puma& app = start({.environment = "RBTRACE=1"});
  const std::string arguments = "--pid " + app.id() + test::leaking_load(app.url());
  const ProgramRun run = capture(arguments + " --tracing none");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  // Without sites an object is told by its class and address alone, so that others seem kept, too.
  const auto report = check();
  for (const auto& group : report["groups"]) {
    if (group["class"] != "Object") continue;
    EXPECT_EQ(group["leaked"]["objects"], 25);
    EXPECT_FALSE(group.contains("file"));
    return;
  }
  FAIL() << "no Object is there";
}

TEST_F(CaptureReach, AServerOfAnotherUserIsNoProblemForRoot) {
  if (!root()) GTEST_SKIP() << "needs root";
  const Puma& app = start({.run_by = "setpriv --reuid=65534 --clear-groups"});
  const ProgramRun run = capture("--pid " + app.id());
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(files().size(), 9U);
}

TEST_F(CaptureReach, ABundleWithRbtraceIsUsed) {
  const Puma& app = start();
  std::ofstream(path("Gemfile")) << "gem \"rbtrace\"\n";
  const ProgramRun locked = ProgramTest::run("bundle lock --local");
  ASSERT_EQ(locked.exit_code, 0) << locked.out << locked.err;
  // A bundle that tells that it was used.
  const std::string witness =
      "mkdir bin && printf '#!/bin/sh\\necho \"$@\" >>'$PWD'/used\\nexec '$(command -v bundle)' "
      "\"$@\"\\n' >bin/bundle && chmod +x bin/bundle && PATH=$PWD/bin:$PATH";
  const ProgramRun run = capture("--pid " + app.id(), witness);
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(file("used"), testing::StartsWith("exec rbtrace -p " + app.id() + " -e load '/tmp/"));
}

// rbtrace's signal is overheard there, now and then.
TEST_F(CaptureReach, AServerThatCollectsGarbageAllTheTime) {
  const Puma& app = start({.environment = "TRACE=1 RBTRACE=1 ALWAYS_GC=1"});
  const ProgramRun run = capture("--pid " + app.id());
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(files(), test::kThreeDumps);
  expect_nothing_left();
}

TEST_F(CaptureReach, ARubyThatCannotFork) {
  const Puma& app = start({.environment = "TRACE=1 RBTRACE=1 NO_FORK=1"});
  expect_failure(
      capture("--pid " + app.id()),
      "process " + app.id() + ": the dump failed: NotImplementedError: fork() is not for this machine");
}

}  // namespace
}  // namespace heapgate
