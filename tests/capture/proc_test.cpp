#include "capture/proc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <ctime>

#include "children.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

using test::Child;
using test::eventually;
using test::sleep_long;
using testing::Contains;
using testing::ElementsAre;

TEST(Proc, KnowsItself) {
  EXPECT_THAT(all_pids(), Contains(::getpid()));
  const auto stat = read_stat(::getpid());
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->parent, ::getppid());
  EXPECT_EQ(stat->group, ::getpgrp());
  EXPECT_TRUE(runs(::getpid()));
  EXPECT_EQ(owner(::getpid()), ::geteuid());
  EXPECT_EQ(innermost_pid(::getpid()), ::getpid());
  EXPECT_TRUE(shares_tmp(::getpid()));
}

TEST(Proc, TellsWhenAProcessStarted) {
  const std::int64_t now = ::time(nullptr);
  const Child child(sleep_long);
  EXPECT_NEAR(static_cast<double>(start_time(child.pid())), static_cast<double>(now), 3);
  EXPECT_EQ(start_time(-1), 0);
}

TEST(Proc, TakesAnyNameOfAProcess) {
  const Child child([] {
    ::prctl(PR_SET_NAME, ") Z 1 (");
    sleep_long();
  });
  ASSERT_TRUE(eventually(
      [&] { return test::read_file("/proc/" + std::to_string(child.pid()) + "/comm") == ") Z 1 (\n"; }));
  EXPECT_EQ(read_stat(child.pid())->parent, ::getpid());
  EXPECT_TRUE(runs(child.pid()));
}

TEST(Proc, AZombieDoesNotRun) {
  Child child([] {});
  EXPECT_TRUE(eventually([&] { return !runs(child.pid()); }));
  EXPECT_TRUE(read_stat(child.pid()));
  child.wait();
  EXPECT_FALSE(read_stat(child.pid()));
  EXPECT_FALSE(owner(child.pid()));
  EXPECT_FALSE(read_image(child.pid()));
}

TEST(Proc, NamesUsers) {
  EXPECT_EQ(user_name(0), "root");
  EXPECT_EQ(user_name(4'000'123), "4000123");
}

TEST(Proc, SeesWhatAProcessHasMapped) {
  const auto image = read_image(::getpid());
  ASSERT_TRUE(image);
  EXPECT_EQ(image->executable, std::filesystem::read_symlink("/proc/self/exe").string());
  EXPECT_FALSE(image->ruby);
  EXPECT_FALSE(image->rbtrace);
  EXPECT_NE(image->stack, 0U);
}

TEST(Proc, FindsDescendantsAndForkedWorkers) {
  // A forked child, which forks one itself, and has one that runs another program.
  const Child child(
      [] {
        if (::fork() == 0) sleep_long();
        if (::fork() == 0) ::execlp("sleep", "sleep", "100", static_cast<char*>(nullptr));
        sleep_long();
      },
      true);
  std::vector<pid_t> below;
  EXPECT_TRUE(eventually([&] {
    below = descendants(child.pid());
    return below.size() == 2 && read_image(below[1]) && read_image(below[1])->executable.ends_with("sleep");
  }));
  EXPECT_THAT(forked_workers(child.pid()), ElementsAre(below.at(0)));
  EXPECT_THAT(forked_workers(::getpid()), ElementsAre(child.pid(), below.at(0)));
  ::kill(-child.pid(), SIGKILL);
}

TEST(Proc, FindsWhoHoldsASocket) {
  const test::TempFolder folder;
  const std::string path = folder.path("socket");
  EXPECT_EQ(socket_holder(path), 0);
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(socket_holder(path), ::getpid());
  // Of the same name, but elsewhere.
  std::filesystem::rename(path, path + "-elsewhere");
  EXPECT_EQ(socket_holder(path), 0);
  std::filesystem::rename(path + "-elsewhere", path);
  ::close(fd);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(socket_holder(path), 0);
}

}  // namespace
}  // namespace heapgate
