#include "capture/shell_command.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "capture/process_group.hpp"
#include "children.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

using test::read_file;
using test::TempFolder;

class ShellCommandTest : public testing::Test {
 protected:
  CommandEnd run(const std::string& command, double seconds = 60, int grace = 2,
                 const ShellCommand::Environment& more = {}) {
    ShellCommand shell(command, folder_.path("log"), guardian_, grace, more);
    pid_ = shell.pid();
    return shell.wait(Deadline(seconds));
  }

  Guardian guardian_;
  TempFolder folder_;
  pid_t pid_ = 0;
};

TEST_F(ShellCommandTest, TellsHowItEnded) {
  EXPECT_TRUE(run("true").succeeded());
  EXPECT_EQ(run("true").text(), "exit code 0");
  EXPECT_EQ(run("echo one; echo; echo two >&2; exit 3").text(), "exit code 3; its output:\n  | one\n  | two");
  EXPECT_FALSE(run("exit 3").succeeded());
  EXPECT_EQ(run("kill -9 $$").text(), "signal 9");
  EXPECT_EQ(run("no-such-program").text(),
            "exit code 127; its output:\n  | sh: 1: no-such-program: not found");
  EXPECT_EQ(run("echo 'broken").exit_code, 2);
}

TEST_F(ShellCommandTest, EchoesWhatItWrites) {
  std::string seen;
  ShellCommand shell("echo one; sleep 0.1; echo two >&2; exit 3", folder_.path("log"), guardian_, 2, {},
                     [&](std::string_view text) { seen += text; });
  EXPECT_EQ(shell.wait(Deadline(60)).exit_code, 3);
  EXPECT_EQ(seen, "one\ntwo\n");
}

TEST_F(ShellCommandTest, HasNoInputAndNotTheGate) {
  EXPECT_EQ(run("cat; test -e /proc/$$/fd/3 || echo closed").log, "closed\n");
}

TEST_F(ShellCommandTest, SeesItsVariables) {
  EXPECT_EQ(run("echo $A-$HOME$go", 60, 2, {{"A", "a b"}, {"HOME", "h"}}).log, "a b-h\n");
}

TEST_F(ShellCommandTest, IsEndedWhenItTakesTooLong) {
  const CommandEnd end = run("echo started; sleep 100 & sleep 100", 1);
  EXPECT_TRUE(end.timed_out);
  EXPECT_EQ(end.text(), "timed out; its output:\n  | started");
  EXPECT_FALSE(group_runs(pid_));
  EXPECT_TRUE(run("trap '' TERM; sleep 100; sleep 100", 1, 0).timed_out);
  EXPECT_FALSE(group_runs(pid_));
}

TEST_F(ShellCommandTest, WhatItLeavesRunningIsEnded) {
  EXPECT_TRUE(run("sleep 100 &").succeeded());
  EXPECT_FALSE(group_runs(pid_));
}

TEST_F(ShellCommandTest, DoesNotIgnoreABrokenPipe) {
  std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(run("yes | head -1").log, "y\n");
}

// As where a CI's agent has started heapgate so.
TEST_F(ShellCommandTest, EndsWhereTheEndOfChildrenIsIgnored) {
  std::signal(SIGCHLD, SIG_IGN);
  const Guardian guardian;
  EXPECT_TRUE(run("true", 5).succeeded());
  std::signal(SIGCHLD, SIG_DFL);
}

}  // namespace
}  // namespace heapgate
