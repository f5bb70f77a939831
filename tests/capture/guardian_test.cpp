#include "capture/guardian.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include <sstream>

#include "capture/proc.hpp"
#include "capture/process_group.hpp"
#include "children.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::Child;
using test::eventually;
using test::TempFolder;

TEST(Guardian, RemovesFoldersAtTheEnd) {
  const TempFolder folder;
  folder.write("full/deep/file", "text");
  folder.write("kept/file", "text");
  fs::create_directories(folder.path("a/b"));
  {
    Guardian guardian;
    guardian.remove_folder(folder.path("full"));
    guardian.remove_empty_folder(folder.path("a"));
    guardian.remove_empty_folder(folder.path("a/b"));
    guardian.remove_empty_folder(folder.path("kept"));
    EXPECT_TRUE(fs::exists(folder.path("full/deep/file")));
  }
  EXPECT_FALSE(fs::exists(folder.path("full")));
  EXPECT_FALSE(fs::exists(folder.path("a")));
  EXPECT_TRUE(fs::exists(folder.path("kept/file")));
}

TEST(Guardian, TakesAnyPath) {
  const TempFolder folder;
  const std::string path = folder.path("a b\n'c' ");
  folder.write("a b\n'c' /file", "text");
  {
    Guardian guardian;
    guardian.remove_folder(path);
  }
  EXPECT_FALSE(fs::exists(path));
}

// A daemon leaves its group, and its parent ends.
TEST(Guardian, EndsWhatAServerHasStarted) {
  const TempFolder folder;
  const std::string mark = "HEAPGATE_TEST=" + folder.path("");
  const std::string pids = folder.path("pids");
  const auto daemon = [&] {
    const std::string command =
        "echo $$ >>" + pids + "; setsid sh -c 'echo $$ >>" + pids + "; sleep 100' & sleep 100";
    ::setenv("HEAPGATE_TEST", folder.path("").c_str(), 1);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  };
  Child server(daemon, true);
  ASSERT_TRUE(
      eventually([&] { return test::read_file(pids).find('\n') != test::read_file(pids).rfind('\n'); }));
  std::istringstream lines(test::read_file(pids));
  pid_t first = 0;
  pid_t second = 0;
  lines >> first >> second;
  {
    Guardian guardian;
    guardian.end_server(server.pid(), 5, mark);
    ASSERT_TRUE(runs(second));
  }
  EXPECT_FALSE(runs(first));
  EXPECT_FALSE(runs(second));
}

// A server that ends its daemon itself is not forestalled.
TEST(Guardian, LetsAServerEndItsProcesses) {
  const TempFolder folder;
  const auto server = [&] {
    const std::string command = "cd " + folder.path("") +
                                "; setsid sh -c 'trap \"echo killed >>said; exit\" TERM; echo $$ >pid; "
                                "until [ -e stop ]; do sleep 0.02; done; sleep 0.2; echo stopped >>said' & "
                                "trap 'touch stop; exit' TERM; while :; do sleep 0.02; done";
    ::setenv("HEAPGATE_TEST", folder.path("").c_str(), 1);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  };
  Child child(server, true);
  ASSERT_TRUE(eventually([&] { return !test::read_file(folder.path("pid")).empty(); }));
  {
    Guardian guardian;
    guardian.end_server(child.pid(), 5, "HEAPGATE_TEST=" + folder.path(""));
    guardian.end_process(std::stoi(test::read_file(folder.path("pid"))), 5);
  }
  EXPECT_EQ(test::read_file(folder.path("said")), "stopped\n");
}

TEST(Guardian, EndsAProcessButNotAnotherOfItsNumber) {
  Child ended(test::sleep_long, true);
  {
    Guardian guardian;
    guardian.end_process(ended.pid(), 5);
    guardian.end_process(-1, 5);
  }
  EXPECT_FALSE(runs(ended.pid()));
}

TEST(Guardian, EndsGroupsButThoseForgotten) {
  Child ended(test::sleep_long, true);
  Child forgotten(test::sleep_long, true);
  {
    Guardian guardian;
    guardian.end_process_group(ended.pid(), 5);
    guardian.end_process_group(forgotten.pid(), 5);
    guardian.forget_process_group(forgotten.pid());
    ASSERT_TRUE(group_runs(ended.pid()));
  }
  EXPECT_FALSE(group_runs(ended.pid()));
  EXPECT_TRUE(group_runs(forgotten.pid()));
}

TEST(Guardian, CleansUpBehindAProcessThatIsKilled) {
  const TempFolder folder;
  folder.write("full/file", "text");
  Child child(
      [&] {
        Guardian guardian;
        guardian.remove_folder(folder.path("full"));
        const pid_t sleeper = ::fork();
        if (sleeper == 0) {
          ::setpgid(0, 0);
          ::execlp("sleep", "sleep", "100", static_cast<char*>(nullptr));
        }
        ::setpgid(sleeper, sleeper);
        guardian.end_process_group(sleeper, 5);
        folder.write("sleeper", std::to_string(sleeper));
        folder.write("ready", "");
        test::sleep_long();
      },
      true);
  ASSERT_TRUE(eventually([&] { return fs::exists(folder.path("ready")); }));
  const pid_t sleeper = std::stoi(test::read_file(folder.path("sleeper")));
  ASSERT_TRUE(group_runs(sleeper));
  ::kill(-child.pid(), SIGKILL);
  EXPECT_TRUE(eventually([&] { return !fs::exists(folder.path("full")) && !group_runs(sleeper); }));
}

}  // namespace
}  // namespace heapgate
