// The hook's script in a Ruby of its own, without rbtrace.

#include "capture/hook.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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
  Guardian guardian;
  Hook hook(::getpid(), ::geteuid(), guardian);
  const Child child(ruby("require 'objspace'; ObjectSpace.trace_object_allocations_start; " +
                         hook.expression() + "; sleep"));
  ASSERT_TRUE(test::soon([&] { return hook.connected(100); })) << read_file(log_);
  EXPECT_TRUE(hook.tracing());
  for (int i = 0; i < 2; ++i) {
    std::string text;
    const DumpFacts facts = hook.dump([&](std::string_view piece) { text += piece; }, Deadline(60));
    EXPECT_TRUE(text.ends_with("}\n"));
    EXPECT_THAT(text, testing::HasSubstr("\"type\":\"ROOT\""));
    EXPECT_TRUE(facts.gc_count);
    EXPECT_THAT(facts.ruby, testing::StartsWith("ruby "));
    EXPECT_EQ("load '" + facts.own + "'", hook.expression());
  }
  hook.end();
  EXPECT_FALSE(std::filesystem::exists(hook.expression().substr(6, hook.expression().rfind('/') - 6)));
}

TEST_F(HookTest, StartsTracingIfItIsAsked) {
  Guardian guardian;
  Hook hook(::getpid(), ::geteuid(), guardian);
  const Child child(ruby(hook.expression() + "; sleep"));
  ASSERT_TRUE(test::soon([&] { return hook.connected(100); })) << read_file(log_);
  EXPECT_FALSE(hook.tracing());
  hook.start_tracing(Deadline(30));
  EXPECT_TRUE(hook.tracing());
}

TEST_F(HookTest, WhatTheSinkThrowsEndsTheDumpOnly) {
  Guardian guardian;
  Hook hook(::getpid(), ::geteuid(), guardian);
  const Child child(ruby(hook.expression() + "; sleep"));
  ASSERT_TRUE(test::soon([&] { return hook.connected(100); })) << read_file(log_);
  const auto full = [](std::string_view) { throw OutputError("disk full"); };
  EXPECT_THROW((void)hook.dump(full, Deadline(60)), OutputError);
}

// The script opens its pipes one after the other: heapgate may die in between.
TEST_F(HookTest, EndsIfNobodyIsThereAnyMore) {
  for (const char* name : {"events", "commands", "data"}) ::mkfifo(folder_.path(name).c_str(), 0600);
  std::filesystem::copy_file(HEAPGATE_HOOK, folder_.path("hook.rb"));
  const int events = ::open(folder_.path("events").c_str(), O_RDONLY | O_NONBLOCK);
  Child child(ruby("load '" + folder_.path("hook.rb") +
                   "'; puts((Thread.list - [Thread.main]).map { _1.join(20) }.inspect)"));
  child.wait();
  EXPECT_THAT(read_file(log_), testing::StartsWith("[#<Thread:"));
  ::close(events);
}

}  // namespace
}  // namespace heapgate
