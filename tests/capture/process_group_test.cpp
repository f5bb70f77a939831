#include "capture/process_group.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "capture/proc.hpp"
#include "children.hpp"

namespace heapgate {
namespace {

using test::Child;
using test::sleep_long;

TEST(ProcessGroup, RunsAsLongAsAMemberDoes) {
  Child leader(
      [] {
        if (::fork() == 0) sleep_long();
      },
      true);
  leader.wait();
  EXPECT_TRUE(group_runs(leader.pid()));
  end_group(leader.pid(), 5);
  EXPECT_FALSE(group_runs(leader.pid()));
}

TEST(ProcessGroup, IsKilledIfItDoesNotListen) {
  Child leader(
      [] {
        std::signal(SIGTERM, SIG_IGN);
        sleep_long();
      },
      true);
  ASSERT_TRUE(test::eventually([&] { return read_stat(leader.pid())->state == 'S'; }));
  end_group(leader.pid(), 0);
  EXPECT_EQ(WTERMSIG(leader.wait()), SIGKILL);
}

TEST(ProcessGroup, IsAskedFirst) {
  Child leader([] { sleep_long(); }, true);
  end_group(leader.pid(), 10);
  EXPECT_EQ(WTERMSIG(leader.wait()), SIGTERM);
}

TEST(ProcessGroup, OfAZombieDoesNotRun) {
  const Child leader([] {}, true);
  EXPECT_TRUE(test::eventually([&] { return !group_runs(leader.pid()); }));
  end_group(leader.pid(), 100);
  end_group(0, 100);
  end_group(1, 100);
}

}  // namespace
}  // namespace heapgate
