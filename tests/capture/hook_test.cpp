// The hook's script in a Ruby of its own, without rbtrace.

#include "capture/hook.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <sstream>

#include "capture/proc.hpp"
#include "children.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

using test::Child;
using test::read_file;
using test::TempFolder;

class HookTest : public testing::Test {
 protected:
  /// Runs Ruby code in the background, its output in a file.
  std::function<void()> ruby(const std::string& code) {
    const std::string command = "exec ruby --disable-gems -e \"" + code + "\" >" + log_ + " 2>&1";
    return [command] { ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr)); };
  }

  TempFolder folder_;
  std::string log_ = folder_.path("log");
};

TEST_F(HookTest, DumpsAsOftenAsItIsAsked) {
  std::optional<Guardian> guardian(std::in_place);
  const auto loaded = Hook::to_load(::getpid(), ::geteuid(), "/tmp", *guardian);
  Hook& hook = *loaded;
  const Child child(ruby("require 'objspace'; ObjectSpace.trace_object_allocations_start; " +
                         hook.expression() + "; sleep"));
  ASSERT_TRUE(test::eventually([&] { return hook.connected(100); })) << read_file(log_);
  EXPECT_TRUE(hook.tracing());
  for (int i = 0; i < 2; ++i) {
    std::string text;
    const Meta facts = hook.dump([&](std::string_view piece) { text += piece; }, Deadline(60));
    EXPECT_THAT(text, testing::EndsWith("\nend\n"));
    EXPECT_THAT(text, testing::HasSubstr("\"type\":\"ROOT\""));
    EXPECT_TRUE(facts.gc_count);
    EXPECT_THAT(facts.ruby, testing::StartsWith("ruby "));
    EXPECT_EQ("load '" + facts.own + "'", hook.expression());
  }
  const std::string folder = hook.expression().substr(6, hook.expression().rfind('/') - 6);
  EXPECT_TRUE(std::filesystem::exists(folder));
  hook.end();
  guardian.reset();
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(HookTest, StartsTracingIfItIsAsked) {
  Guardian guardian;
  const auto loaded = Hook::to_load(::getpid(), ::geteuid(), "/tmp", guardian);
  Hook& hook = *loaded;
  const Child child(ruby(hook.expression() + "; sleep"));
  ASSERT_TRUE(test::eventually([&] { return hook.connected(100); })) << read_file(log_);
  EXPECT_FALSE(hook.tracing());
  hook.start_tracing(Deadline(30));
  EXPECT_TRUE(hook.tracing());
}

TEST_F(HookTest, WhatTheSinkThrowsEndsTheDumpOnly) {
  Guardian guardian;
  const auto loaded = Hook::to_load(::getpid(), ::geteuid(), "/tmp", guardian);
  Hook& hook = *loaded;
  const Child child(ruby(hook.expression() + "; sleep"));
  ASSERT_TRUE(test::eventually([&] { return hook.connected(100); })) << read_file(log_);
  const auto full = [](std::string_view) { throw OutputError("disk full"); };
  EXPECT_THROW((void)hook.dump(full, Deadline(60)), OutputError);
}

// As by RUBYOPT=-rHOOK, its pipes below "processes".
class PreloadedHookTest : public HookTest {
 protected:
  PreloadedHookTest() {
    std::filesystem::create_directory(folder_.path("processes"));
    folder_.write("hook.rb", std::string(hook_script()));
  }
  std::function<void()> preloaded_ruby(const std::string& code) {
    const std::string hook = folder_.path("hook.rb");
    const std::string command =
        "exec ruby --disable-gems -r" + hook + " -e '" + code + "' >" + log_ + " 2>&1";
    return [command] { ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr)); };
  }
  /// The folders that processes have made, once there are `count`.
  std::vector<std::string> announced(std::size_t count) {
    std::vector<std::string> folders;
    EXPECT_TRUE(test::eventually([&] {
      folders.clear();
      for (const auto& entry : std::filesystem::directory_iterator(folder_.path("processes")))
        folders.push_back(entry.path());
      return folders.size() == count;
    })) << read_file(log_);
    return folders;
  }
  static pid_t pid_of(const std::string& folder) {
    return std::atoi(folder.substr(folder.rfind('/') + 1).c_str());
  }
  std::unique_ptr<Hook> connect(const std::string& folder) {
    std::unique_ptr<Hook> hook;
    EXPECT_TRUE(test::eventually([&] {
      hook = Hook::preloaded(pid_of(folder), ::geteuid(), folder);
      return hook != nullptr;
    })) << read_file(log_);
    EXPECT_TRUE(test::eventually([&] { return hook->connected(100); })) << read_file(log_);
    return hook;
  }
  static std::string dump(Hook& hook, Meta& meta) {
    std::string text;
    meta = hook.dump([&](std::string_view piece) { text += piece; }, Deadline(60));
    return text;
  }
};

TEST_F(PreloadedHookTest, TracesFromTheFirstLineOn) {
  const Child child(preloaded_ruby("KEPT = Object.new; sleep"));
  const std::string place = announced(1).front();
  const auto hook = connect(place);
  EXPECT_TRUE(hook->tracing());
  EXPECT_GT(hook->allocated(), 0U);
  Meta meta;
  EXPECT_THAT(dump(*hook, meta), testing::HasSubstr("\"file\":\"-e\", \"line\":1"));
  EXPECT_EQ(meta.pid, static_cast<std::uint64_t>(child.pid()));
  EXPECT_EQ(meta.own, folder_.path("hook.rb"));
  EXPECT_EQ(meta.threads, 1U);
  EXPECT_GT(meta.allocated_objects, meta.freed_objects);
  EXPECT_GT(meta.live_slots, 1000U);
  EXPECT_GT(meta.heap_pages, 0U);
  EXPECT_GT(meta.rss, 1U << 20);
  EXPECT_GE(meta.peak_rss, meta.rss);
  EXPECT_THAT(meta.command, testing::StartsWith("ruby --disable-gems -r"));
}

TEST_F(PreloadedHookTest, IsThereForTheNextCaptureToo) {
  const Child child(preloaded_ruby("sleep"));
  const std::string place = announced(1).front();
  for (int i = 0; i < 2; ++i) {
    Meta meta;
    EXPECT_THAT(dump(*connect(place), meta), testing::EndsWith("\nend\n"));
  }
}

TEST_F(PreloadedHookTest, EveryForkAnnouncesItself) {
  for (const std::string fork : {"fork { sleep }; sleep", "fork || sleep; sleep",
                                 "Process.fork { sleep }; sleep", "Kernel.fork { sleep }; sleep"}) {
    Child child(preloaded_ruby(fork), true);
    for (const std::string& place : announced(2)) {
      const auto hook = connect(place);
      const bool parent = hook->pid() == child.pid();
      EXPECT_EQ(hook->forks(), parent ? 1U : 0U) << fork;
    }
    ::kill(-child.pid(), SIGKILL);
    child.wait();
    std::filesystem::remove_all(folder_.path("processes"));
    std::filesystem::create_directory(folder_.path("processes"));
  }
}

// A daemon has another parent by then; what it announced before must not be found.
TEST_F(PreloadedHookTest, AProgramBehindExecAnnouncesItselfInTheSamePlace) {
  const std::string hook = folder_.path("hook.rb");
  const Child child(preloaded_ruby("$stdout.sync = true; puts :before; sleep 0.2; exec(\"ruby\", \"-r" +
                                   hook + "\", \"-e\", \"puts :after; $stdout.flush; sleep\")"));
  ASSERT_TRUE(test::eventually([&] { return read_file(log_) == "before\nafter\n"; })) << read_file(log_);
  const auto place = announced(1).front();
  Meta meta;
  EXPECT_THAT(dump(*connect(place), meta), testing::EndsWith("\nend\n"));
  EXPECT_THAT(meta.command, testing::HasSubstr("puts :after"));
}

TEST_F(PreloadedHookTest, ADaemonAnnouncesItself) {
  const Child child(preloaded_ruby("Process.daemon(true, true); sleep"), true);
  std::string place;
  ASSERT_TRUE(test::eventually([&] {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path("processes"))) {
      if (pid_of(entry.path()) != child.pid()) place = entry.path();
    }
    return !place.empty();
  })) << read_file(log_);
  const auto hook = connect(place);
  Meta meta;
  EXPECT_THAT(dump(*hook, meta), testing::EndsWith("\nend\n"));
  ::kill(hook->pid(), SIGKILL);
}

TEST_F(PreloadedHookTest, SaysThatObjspaceIsMissing) {
  const Child child(preloaded_ruby("sleep"));
  folder_.write("objspace.rb", "raise LoadError, \"none here\"");
  const Child without([&] {
    ::setenv("RUBYLIB", folder_.path("").c_str(), 1);
    preloaded_ruby("sleep")();
  });
  for (const std::string& place : announced(2)) {
    if (pid_of(place) != without.pid()) continue;
    std::string message;
    try {
      const auto hook = connect(place);
      ASSERT_TRUE(hook);
      test::eventually([&] { return hook->connected(100); });
    } catch (const CaptureError& error) {
      message = error.what();
    }
    EXPECT_EQ(message, "process " + std::to_string(without.pid()) +
                           ": the capture's script failed: LoadError: none here");
  }
}

TEST_F(PreloadedHookTest, LeavesNothingBehindWhenTheProgramEnds) {
  Child child(preloaded_ruby("puts :done"));
  child.wait();
  EXPECT_EQ(read_file(log_), "done\n");
  announced(0);
}

// What other threads hold on their stacks has a root by fork(2), and none by Ruby's own fork.
TEST_F(PreloadedHookTest, KeepsTheStacksOfThreads) {
  const Child child(preloaded_ruby("Thread.new { sleep }; sleep"));
  const auto hook = connect(announced(1).front());
  hook->fork_by(ForkMode::threads);
  Meta meta;
  const auto thread_bytes = [&] {
    std::size_t sum = 0;
    std::istringstream lines(dump(*hook, meta));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = line.find("\"memsize\":");
      if (line.find("\"struct\":\"VM/thread\"") == std::string::npos || at == std::string::npos) continue;
      sum += std::stoul(line.substr(at + 10));
    }
    return sum;
  };
  const std::size_t kept = thread_bytes();
  EXPECT_EQ(meta.fork, "threads");
  hook->fork_by(ForkMode::plain);
  // Of three threads the one that dumps is left.
  EXPECT_LT(thread_bytes() * 2, kept);
  EXPECT_EQ(meta.fork, "plain");
}

// A library's hook behind the fork would drop what the server holds, before it is dumped.
TEST_F(PreloadedHookTest, ForksBelowTheApplicationsHooks) {
  const Child child(
      preloaded_ruby("HELD = [Object.new]; Process.singleton_class.prepend(Module.new { "
                     "def _fork = super.tap { |pid| abort(\"hooked\") if pid == 0 } }); sleep"));
  const auto hook = connect(announced(1).front());
  for (const ForkMode mode : {ForkMode::threads, ForkMode::plain}) {
    hook->fork_by(mode);
    Meta meta;
    EXPECT_THAT(dump(*hook, meta), testing::EndsWith("\nend\n"));
  }
  EXPECT_EQ(read_file(log_), "");
}

// A child that waits for what it does not have is killed, and the dump can be taken another way.
TEST_F(PreloadedHookTest, AChildThatStallsIsToldAndKilled) {
  const Child child(preloaded_ruby("require \"objspace\"; def ObjectSpace.dump_all(output:) = sleep; sleep"));
  const auto hook = connect(announced(1).front());
  std::string message;
  Meta meta;
  try {
    (void)dump(*hook, meta);
  } catch (const DumpFailed& error) {
    message = error.what();
  }
  EXPECT_EQ(message, "process " + std::to_string(child.pid()) + ": the dump failed: its child stalled");
  EXPECT_TRUE(hook->fall_back());
  EXPECT_FALSE(hook->fall_back());
  EXPECT_TRUE(test::eventually([&] { return descendants(child.pid()).empty(); }));
}

// The script opens its pipes one after the other: heapgate may die in between.
TEST_F(HookTest, EndsIfNobodyIsThereAnyMore) {
  for (const char* name : {"events", "commands", "data"}) ::mkfifo(folder_.path(name).c_str(), 0600);
  folder_.write("hook.rb", std::string(hook_script()));
  const int events = ::open(folder_.path("events").c_str(), O_RDONLY | O_NONBLOCK);
  Child child(ruby("load '" + folder_.path("hook.rb") +
                   "'; puts((Thread.list - [Thread.main]).map { _1.join(20) }.inspect)"));
  child.wait();
  EXPECT_THAT(read_file(log_), testing::StartsWith("[#<Thread:"));
  ::close(events);
}

}  // namespace
}  // namespace heapgate
