// Others that die in the middle of a capture: the server, a worker, rbtrace, the child that dumps.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::Background;
using test::eventually;
using test::ProgramRun;
using test::Puma;
using testing::ElementsAre;

const char* const kBig = "TRACE=1 RBTRACE=1 BALLAST=250000";

class CaptureDeath : public test::CaptureTest {
 protected:
  void expect_failure(Background& capture, const std::string& message) {
    EXPECT_EQ(capture.wait(90), 3);
    EXPECT_EQ(test::without_steps(capture.err()), "heapgate: " + message + "\n");
    EXPECT_EQ(capture.out(), "");
    EXPECT_FALSE(exists("dumps"));
    expect_nothing_left();
  }
};

TEST_F(CaptureDeath, OfTheServerInTheLoad) {
  Puma& app = start();
  Background& capture = capture_in_background(
      "--pid " + app.id() + " --load 'test $HEAPGATE_INTERVAL = 0 || kill -9 " + app.id() + "'");
  ASSERT_TRUE(eventually([&] { return !runs(app.pid()); }, 60));
  expect_failure(capture, "process " + app.id() + " ended before it could be dumped");
}

TEST_F(CaptureDeath, OfTheServerInADump) {
  Puma& app = start({.environment = kBig});
  Background& capture = capture_in_background("--pid " + app.id());
  ASSERT_NE(dumping_child(app.pid()), 0);
  ::kill(app.pid(), SIGKILL);
  expect_failure(capture, "process " + app.id() + " ended while it was dumped");
}

TEST_F(CaptureDeath, OfTheServerThatItStarted) {
  const test::PumaToStart app;
  Background& capture =
      capture_in_background(app.exec(app.command() + " & echo \\$! >server; wait; sleep 200") +
                            " --load 'test $HEAPGATE_INTERVAL = 0 || { kill -9 $(cat server); sleep 1; }'");
  capture.wait(60);
  const std::string pid = std::to_string(std::atoi(file("server").c_str()));
  expect_failure(capture, "process " + pid + " ended before it could be dumped");
}

TEST_F(CaptureDeath, OfTheServerInTheWarmUp) {
  const test::PumaToStart app;
  Background& capture = capture_in_background(app.exec("echo \\$$ >server; " + app.command()) +
                                              " --load 'kill -9 $(cat server); sleep 1'");
  EXPECT_EQ(capture.wait(90), 3);
  EXPECT_THAT(test::without_steps(capture.err()),
              testing::StartsWith("heapgate: the server ended in the warm-up: signal 9; its output:\n  | "));
}

TEST_F(CaptureDeath, OfTheChildThatDumps) {
  Puma& app = start({.environment = kBig});
  Background& capture = capture_in_background("--fork plain --pid " + app.id());
  const pid_t child = dumping_child(app.pid());
  ASSERT_NE(child, 0);
  ::kill(child, SIGKILL);
  expect_failure(capture, "process " + app.id() + ": the dump failed: its child ended by SIGKILL");
  EXPECT_TRUE(app.answers());
}

TEST_F(CaptureDeath, OfTheChildThatDumpsFallsBack) {
  Puma& app = start({.environment = kBig});
  Background& capture = capture_in_background("--pid " + app.id());
  const pid_t child = dumping_child(app.pid());
  ASSERT_NE(child, 0);
  ::kill(child, SIGKILL);
  EXPECT_EQ(capture.wait(90), 0);
  EXPECT_THAT(capture.err(), testing::HasSubstr("process " + app.id() +
                                                ": the dump failed: its child ended by "
                                                "SIGKILL; again, by Ruby's own fork\n"));
  EXPECT_THAT(file("dumps/1.json.meta"), testing::HasSubstr("\nfork=plain\n"));
}

TEST_F(CaptureDeath, OfRbtraceBeforeItIsAttached) {
  Puma& app = start();
  Background& capture = capture_in_background("--pid " + app.id());
  const std::string socket = "/tmp/rbtrace-" + app.id() + ".sock";
  pid_t rbtrace = 0;
  ASSERT_TRUE(eventually([&] { return (rbtrace = socket_holder(socket)) > 0; }, 60));
  ::kill(rbtrace, SIGKILL);
  EXPECT_EQ(capture.wait(60), 3);
  // Run by root, it may have told that it raised kernel.msgmnb.
  EXPECT_THAT(test::without_steps(capture.err()),
              testing::MatchesRegex("heapgate: process " + app.id() +
                                    ": rbtrace failed: exit code 137; its output:\n(  [|] .*\n)*"
                                    "  [|] Killed\n"));
  expect_nothing_left();
  EXPECT_EQ(this->capture("--pid " + app.id()).exit_code, 0);
}

// The server still takes it for attached then, until heapgate makes it let go.
TEST_F(CaptureDeath, OfRbtraceBeforeItIsDetached) {
  Puma& app = start();
  std::ofstream(path("mortal")) << "rbtrace \"$@\" & tracer=$!\n"
                                   "until grep -qs heapgate /proc/"
                                << app.id()
                                << "/task/*/comm; do sleep 0.01; done\n"
                                   "kill -9 $tracer; wait\n";
  const ProgramRun run = capture("--pid " + app.id() + " --rbtrace 'sh mortal'");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  expect_nothing_left();
  const ProgramRun traced = ProgramTest::run("timeout 60 rbtrace -p " + app.id() + " -e 1+1");
  EXPECT_THAT(traced.out, testing::HasSubstr("=> 2\n")) << traced.err;
  EXPECT_EQ(capture("--replace --pid " + app.id()).exit_code, 0);
}

TEST_F(CaptureDeath, OfAWorkerLeavesItOut) {
  const Puma& app = start({.workers = 2});
  const std::vector<pid_t> workers = app.workers();
  ASSERT_EQ(workers.size(), 2U);
  const std::string killed = std::to_string(workers[0]);
  const ProgramRun run =
      capture("--pid " + app.id() + " --load 'test $HEAPGATE_INTERVAL != 1 || kill -9 " + killed + "'");
  EXPECT_EQ(run.err, "heapgate: process " + killed + " ended before it could be dumped: it is left out\n");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, testing::StartsWith("3 dumps of process " + std::to_string(workers[1]) + " (puma"));
  EXPECT_EQ(files(), test::kThreeDumps);
  // It may have been the one that leaked.
  const auto report = check();
  EXPECT_EQ(report["verdict"], "inconclusive");
  EXPECT_THAT(report["trust"].dump(),
              testing::HasSubstr("worker " + killed + " ended while the dumps were taken"));
}

TEST_F(CaptureDeath, OfAllWorkersIsAnError) {
  const Puma& app = start({.workers = 2});
  const std::vector<pid_t> workers = app.workers();
  ASSERT_EQ(workers.size(), 2U);
  const std::string first = std::to_string(workers[0]);
  const std::string second = std::to_string(workers[1]);
  const ProgramRun run =
      capture("--pid " + app.id() + " --load 'kill -9 " + first + " " + second + "; sleep 1'");
  EXPECT_EQ(run.err, "heapgate: process " + first + " ended before it could be dumped: it is left out\n" +
                         "heapgate: process " + second + " ended before it could be dumped\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(exists("dumps"));
}

}  // namespace
}  // namespace heapgate
