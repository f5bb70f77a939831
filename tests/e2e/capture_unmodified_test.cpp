// Servers that --exec starts and that were changed in nothing: the hook is preloaded.

#include <fstream>

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::free_port;
using test::ProgramRun;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class CaptureUnmodified : public test::CaptureTest {
 protected:
  [[nodiscard]] std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// puma with an app that knows nothing of heapgate; `environment`: its traits.
  [[nodiscard]] std::string puma_with(const test::PumaOptions& options) const {
    return test::puma_command(options, port_);
  }
  [[nodiscard]] std::string puma(const std::string& environment = "") const {
    return puma_with({.environment = environment});
  }
  [[nodiscard]] std::string leak() const { return test::leaking_load(url()); }
  ProgramRun capture_started(const std::string& command, const std::string& more = "",
                             const std::string& before = "") {
    return capture("--exec \"" + command + "\" --ready " + url("/up") + leak() + more, before);
  }
  static json leaked_group(const json& report) {
    for (const json& group : report["groups"]) {
      if (group["class"] == "Object" && group["kept"]["objects"] != 0) return group;
    }
    return {};
  }
  /// 25 objects of app.ru an interval.
  void expect_the_leak(const ProgramRun& run) {
    EXPECT_EQ(run.err, "");
    ASSERT_EQ(run.exit_code, 0) << steps();
    const json group = leaked_group(check());
    ASSERT_FALSE(group.is_null());
    // Chance may leave one of several workers idle for an interval.
    EXPECT_EQ(group[exists("dumps/1.json") ? "leaked" : "kept"]["objects"], 25);
    EXPECT_TRUE(group.value("file", "").ends_with("/apps/app.ru"));
  }
  [[nodiscard]] std::string meta() const { return file("dumps/3.json.meta"); }

  int port_ = free_port();
};

TEST_F(CaptureUnmodified, ASingleProcess) {
  expect_the_leak(capture_started(puma()));
  EXPECT_THAT(steps(),
              MatchesRegex("starting the server\nwarming up\nreaching process [0-9]+ \\(puma .*\\)\n"
                           "a dump to throw away\ndump 1 of 3\nload 1 of 2\ndump 2 of 3\nload 2 of 2\n"
                           "dump 3 of 3\n"));
  EXPECT_THAT(meta(), HasSubstr("\ncommand=puma "));
  EXPECT_THAT(meta(), HasSubstr("\nfork=threads\n"));
}

class CaptureUnmodifiedCluster : public CaptureUnmodified, public testing::WithParamInterface<bool> {};

TEST_P(CaptureUnmodifiedCluster, ItsWorkers) {
  expect_the_leak(capture_started(puma_with({.environment = "", .workers = 2, .preload = GetParam()})));
  ASSERT_EQ(files().size(), 18U);
  EXPECT_THAT(file("dumps/" + files().back()), HasSubstr("worker"));
}

TEST_P(CaptureUnmodifiedCluster, ItsMaster) {
  const ProgramRun run =
      capture_started(puma_with({.environment = "", .workers = 2, .preload = GetParam()}), " --single");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(files().size(), test::kThreeDumps.size());
  EXPECT_THAT(meta(), HasSubstr("\ncommand=puma "));
  EXPECT_THAT(meta(), Not(HasSubstr("worker")));
}

INSTANTIATE_TEST_SUITE_P(Puma, CaptureUnmodifiedCluster, testing::Bool(),
                         [](const auto& preload) { return preload.param ? "Preloaded" : "NotPreloaded"; });

TEST_F(CaptureUnmodified, WithoutAUrlWhereItIsReady) {
  expect_the_leak(capture("--exec \"" + puma() + "\"" + leak()));
}

TEST_F(CaptureUnmodified, UnderBundler) {
  std::ofstream(path("Gemfile")) << "gem \"puma\"\ngem \"rack\"\n";
  const ProgramRun locked = ProgramTest::run("bundle lock --local");
  ASSERT_EQ(locked.exit_code, 0) << locked.out << locked.err;
  std::string command = puma();
  command.replace(command.find(" puma "), 6, " bundle exec puma ");
  expect_the_leak(capture_started(command));
}

TEST_F(CaptureUnmodified, WhatRubyoptHadStays) {
  const std::string command = "printf %s \\\"\\$RUBYOPT\\\" >rubyopt; " + puma();
  expect_the_leak(capture_started(command, "", "RUBYOPT='-W1 -rset'"));
  EXPECT_THAT(file("rubyopt"), MatchesRegex("-r/tmp/heapgate-.{6}/hook\\.rb -W1 -rset"));
}

TEST_F(CaptureUnmodified, ThatDropsRubyopt) {
  const ProgramRun run = capture_started(puma("RUBYOPT=-W1"));
  EXPECT_THAT(run.err,
              MatchesRegex("heapgate: process [0-9]+ \\(puma .*\\) runs Ruby, but has not loaded heapgate's "
                           "hook: RUBYOPT did not reach it \\(it was set anew, or dropped by sudo, env -i or "
                           "--disable=rubyopt\\); or have the application load the rbtrace gem\n"));
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(exists("dumps"));
}

TEST_F(CaptureUnmodified, ThatDropsRubyoptIsReachedByRbtrace) {
  expect_the_leak(capture_started(puma("RUBYOPT= TRACE=1 RBTRACE=1")));
}

TEST_F(CaptureUnmodified, OfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  std::filesystem::permissions(path(""), std::filesystem::perms{0777});
  expect_the_leak(
      capture_started(puma_with({.environment = "", .run_by = "setpriv --reuid=65534 --clear-groups"})));
}

// Where heapgate cannot start the server itself: no rbtrace, and the hook stays for the next capture.
TEST_F(CaptureUnmodified, ThatHasPreloadedTheHookByHand) {
  ASSERT_EQ(ProgramTest::run("heapgate hook --out hook.rb").exit_code, 0);
  const test::Puma& app = start({.environment = "RUBYOPT=-r" + path("hook.rb"), .workers = 2});
  for (const char* more : {"", " --replace"}) {
    port_ = std::stoi(app.url().substr(app.url().rfind(':') + 1));
    const ProgramRun run = capture("--pid " + app.id() + leak() + more);
    EXPECT_EQ(run.err, "");
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(files().size(), 18U);
    EXPECT_EQ(leaked_group(check())["kept"]["objects"], 25);
  }
  stop_servers();
}

/// Started by another Ruby program beside an idle one.
class CaptureLaunched : public CaptureUnmodified {
 protected:
  [[nodiscard]] std::string launcher() const {
    std::string command = puma();
    command.replace(0, 5, "exec ruby '" HEAPGATE_SOURCE "/tests/e2e/apps/launcher.rb' ");
    return command;
  }
};

TEST_F(CaptureLaunched, IsToldByWhatListens) {
  expect_the_leak(capture_started(launcher()));
  EXPECT_THAT(meta(), HasSubstr("\ncommand=puma "));
}

const char* const kAmbiguous =
    "heapgate: several Ruby processes may be meant, and without --ready their work tells: the warm-up runs "
    "once "
    "more\n";

TEST_F(CaptureLaunched, IsToldByItsWork) {
  ProgramRun run = capture("--exec \"" + launcher() + "\"" + leak());
  EXPECT_EQ(run.err, kAmbiguous);
  run.err.clear();
  expect_the_leak(run);
  EXPECT_THAT(meta(), HasSubstr("\ncommand=puma "));
}

TEST_F(CaptureLaunched, IsNamed) {
  expect_the_leak(capture_started(launcher(), " --process 'puma*tcp'"));
  const ProgramRun other = capture_started(launcher(), " --process 'e sleep idle' --replace");
  EXPECT_EQ(other.err, "");
  EXPECT_THAT(meta(), HasSubstr("\ncommand=ruby -e sleep idle\n"));
}

TEST_F(CaptureLaunched, ANameThatFitsNothing) {
  const ProgramRun run = capture_started(launcher(), " --process unicorn");
  EXPECT_THAT(
      run.err,
      MatchesRegex("heapgate: --process 'unicorn' is in the command line of no Ruby process of the server:\n"
                   "  \\| [0-9]+ ruby .*launcher.rb .*\n(  \\| [0-9]+ .*\n){2}"));
  EXPECT_EQ(run.exit_code, 3);
}

TEST_F(CaptureLaunched, WhereTheLoadReachesNothing) {
  const ProgramRun run = capture("--exec 'ruby -e sleep one & ruby -e sleep two; wait' --warmup 'sleep 1'");
  EXPECT_THAT(
      run.err,
      MatchesRegex(
          kAmbiguous +
          std::string("heapgate: the warm-up reached none of the server's Ruby processes; name one by "
                      "--process, or the server's URL by --ready:\n(  \\| [0-9]+ ruby -e sleep .*\n){2}")));
  EXPECT_EQ(run.exit_code, 3);
}

TEST_F(CaptureUnmodified, AShellScript) {
  std::ofstream(path("server.sh")) << "echo booting\n" << puma().substr(5) << " &\nwait\n";
  expect_the_leak(capture_started("sh server.sh"));
}

TEST_F(CaptureUnmodified, ADaemonIsFoundAndEnded) {
  std::string command = puma();
  command.replace(0, 5, "");
  std::ofstream(path("daemon.rb")) << "Process.daemon(true, true)\nexec(*ARGV)\n";
  expect_the_leak(capture_started("ruby daemon.rb " + command + " </dev/null"));
}

TEST_F(CaptureUnmodified, ADaemonOfAKilledCaptureIsEnded) {
  std::string command = puma();
  command.replace(0, 5, "");
  std::ofstream(path("daemon.rb")) << "Process.daemon(true, true)\nexec(*ARGV)\n";
  test::Background& killed =
      capture_in_background("--exec \"ruby daemon.rb " + command + "\" --ready " + url("/up") +
                            " --load 'touch loaded; test $HEAPGATE_INTERVAL = 0 || exec sleep 200'");
  ASSERT_TRUE(test::eventually([&] { return exists("loaded"); }, 60)) << killed.err();
  killed.signal(SIGKILL);
  killed.wait(60);
  EXPECT_TRUE(test::eventually([&] { return http_status(url("/up"), Deadline(5)) == 0; }, 30));
}

// The child that dumps has only its own thread: what another one's variables hold has a root by fork(2)
// alone.
TEST_F(CaptureUnmodified, WhatAThreadHoldsHasARoot) {
  expect_the_leak(capture_started(puma("HOLD_IN_THREAD=1")));
  const json threads = leaked_group(check());
  EXPECT_THAT(threads.dump(), HasSubstr("Thread"));
  EXPECT_EQ(capture_started(puma("HOLD_IN_THREAD=1"), " --fork plain --replace").err, "");
  EXPECT_THAT(meta(), HasSubstr("\nfork=plain\n"));
  EXPECT_THAT(leaked_group(check()).dump(), Not(HasSubstr("Thread")));
}

TEST_F(CaptureUnmodified, AMasterThatForksAChildForEachJob) {
  ProgramTest::run("mkfifo jobs");
  const ProgramRun run =
      capture("--exec \"exec ruby '" HEAPGATE_SOURCE
              "/tests/e2e/apps/jobs.rb' jobs\" --load '"
              "rm -f jobs.done; for i in $(seq 30); do echo job >>jobs; done; "
              "until grep -qx $((30 * (HEAPGATE_INTERVAL + 1))) jobs.done; do sleep 0.05; done'");
  EXPECT_THAT(run.err,
              MatchesRegex("heapgate: process [0-9]+ \\(ruby .*jobs\\) has forked 30 processes, which are "
                           "gone: it is dumped itself, and what its children leak ends with them\n"));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(leaked_group(check())["leaked"]["objects"], 30);
}

TEST_F(CaptureUnmodified, WithItsTemporaryFilesElsewhere) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const std::string source = HEAPGATE_SOURCE;
  std::filesystem::create_directory(path("scratch"));
  // A /tmp that cannot be written; the project and this test's folder stay where they are.
  std::ofstream(path("sealed.sh"))
      << "mount -t tmpfs none /mnt && mkdir -p /mnt\"$PWD\" /mnt\"" << source
      << "\" && mount --bind \"$PWD\" /mnt\"$PWD\" && { test -d \"/mnt/" << source << "\" && mount --bind \""
      << source << "\" \"/mnt/" << source
      << "\"; true; } && case $PWD in /tmp/*) mount --rbind /mnt/tmp /tmp;; *) mount "
         "-t tmpfs none /tmp;; esac && mount -o remount,bind,ro /tmp && cd \"$PWD\" && "
         "exec \"$@\"\n";
  expect_the_leak(capture_started(puma(), "", "TMPDIR=$PWD/scratch unshare -m sh sealed.sh"));
  EXPECT_THAT(meta(), HasSubstr("\nown=" + path("scratch") + "/heapgate-"));
}

TEST_F(CaptureUnmodified, ARoundThatFailsKeepsWhatWasTaken) {
  const ProgramRun run = capture("--exec \"" + puma() + "\" --ready " + url("/up") +
                                 " --rounds 5 --load 'test $HEAPGATE_INTERVAL -lt 3'");
  EXPECT_EQ(run.err,
            "heapgate: the load failed: exit code 1\n"
            "  the 3 dumps taken before are kept: `heapgate check` judges dumps\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(files().size(), test::kThreeDumps.size());
  EXPECT_EQ(check()["dumps"].size(), 3U);
}

TEST_F(CaptureUnmodified, VerboseShowsWhatTheLoadPrints) {
  const std::string load = " --load 'echo load $HEAPGATE_INTERVAL'";
  const std::string server = "--exec \"" + puma() + "\" --ready " + url("/up");
  EXPECT_EQ(capture(server + load).err, "");
  const ProgramRun run = capture(server + load + " --verbose --replace");
  EXPECT_THAT(run.err, HasSubstr("load 0\n"));
  EXPECT_THAT(run.err, HasSubstr("load 2\n"));
  EXPECT_EQ(run.exit_code, 0);
}

TEST_F(CaptureUnmodified, TheFirstLinesOfAnErrorAreShown) {
  const ProgramRun run = capture(
      "--exec \"ruby -e 'def down(n) = n.zero? ? raise(%q(no database)) : down(n - 1); "
      "down(60)'\" --ready " +
      url("/up"));
  EXPECT_THAT(run.err, HasSubstr("no database (RuntimeError)\n"));
  EXPECT_EQ(run.exit_code, 3);
}

TEST_F(CaptureUnmodified, ALivingMessageQueueIsNotNeeded) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  // In an IPC namespace of its own, where rbtrace's queue would be out of reach.
  expect_the_leak(capture_started(puma_with({.environment = "", .run_by = "unshare -i"})));
}

}  // namespace
}  // namespace heapgate
