// What earlier processes and other tracers left in rbtrace's way.

#include <linux/sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/syscall.h>

#include <array>
#include <cstring>

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::eventually;
using test::ProgramRun;
using test::Puma;

class CaptureTracer : public test::CaptureTest {
 protected:
  /// A tracer that shows garbage collections until it is ended; attached when this returns.
  test::Background& trace(const Puma& app) {
    test::Background& tracer = start_background("exec rbtrace -p " + app.id() + " --gc");
    EXPECT_TRUE(
        eventually([&] { return tracer.err().find("attached to process") != std::string::npos; }, 40));
    return tracer;
  }
  static std::string socket_of(const Puma& app) { return "/tmp/rbtrace-" + app.id() + ".sock"; }
  void expect_success(const ProgramRun& run) {
    EXPECT_EQ(run.err, "");
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(files().size(), test::kThreeDumps.size());
  }
};

TEST_F(CaptureTracer, AnotherOneIsLetBe) {
  const Puma& app = start();
  test::Background& tracer = trace(app);
  const ProgramRun run = capture("--pid " + app.id());
  EXPECT_EQ(run.err, "heapgate: process " + app.id() + ": another rbtrace (process " +
                         std::to_string(tracer.pid()) + ") is attached to it; end that first\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(exists("dumps"));
  EXPECT_TRUE(tracer.running());
  EXPECT_TRUE(std::filesystem::exists(socket_of(app)));
  tracer.signal(SIGINT);
  EXPECT_EQ(tracer.wait(30), 0);
  EXPECT_THAT(tracer.err(), testing::HasSubstr("*** detached from process " + app.id()));
  // It leaves its queue behind, as rbtrace does.
  expect_success(capture("--pid " + app.id()));
}

TEST_F(CaptureTracer, AKilledOneIsForgotten) {
  const Puma& app = start();
  test::Background& tracer = trace(app);
  tracer.signal(SIGKILL);
  tracer.wait(10);
  ASSERT_TRUE(std::filesystem::exists(socket_of(app)));
  expect_success(capture("--pid " + app.id()));
  expect_nothing_left();
  expect_success(capture("--pid " + app.id() + " --replace"));
}

TEST_F(CaptureTracer, ADeadOnesSocketIsCleared) {
  const Puma& app = start();
  const ProgramRun made =
      test::run_in("/tmp", "ruby -rsocket -e 'UNIXServer.new(\"" + socket_of(app) + "\")'");
  ASSERT_TRUE(std::filesystem::exists(socket_of(app))) << made.err;
  expect_success(capture("--pid " + app.id()));
}

/// A server whose pid is known before it starts, and so a queue with its key.
class CaptureStaleQueue : public CaptureTracer {
 protected:
  struct Message {
    long type = 1;
    std::array<char, 256> text{};
  };

  /// Made by `owner`, and a while before the server starts.
  bool make_queue(int mode, uid_t owner, const std::vector<std::string>& messages) {
    pid_ = unused_pid();
    if (::geteuid() != 0 || ::seteuid(owner) != 0) return false;
    queue_ = ::msgget(static_cast<key_t>(-pid_), IPC_CREAT | IPC_EXCL | mode);
    for (const std::string& text : messages) {
      Message message;
      std::memcpy(message.text.data(), text.data(), text.size());
      EXPECT_EQ(::msgsnd(queue_, &message, message.text.size(), IPC_NOWAIT), 0);
    }
    EXPECT_EQ(::seteuid(0), 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(3100));
    return queue_ >= 0;
  }

  /// The server, with that pid; false if the kernel does not let us choose it.
  bool start_with_pid(const std::string& run_by = "") {
    port_ = test::free_port();
    const std::string command =
        test::puma_command({.run_by = run_by}, port_) + " >" + path("app.log") + " 2>&1";
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    arguments.set_tid = reinterpret_cast<std::uintptr_t>(&pid_);
    arguments.set_tid_size = 1;
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof(arguments));
    if (pid == 0) {
      ::execl("/bin/bash", "bash", "-c", command.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    if (pid != pid_) return false;
    started_ = true;
    const std::string url = "http://127.0.0.1:" + std::to_string(port_) + "/up";
    return eventually([&] { return http_status(url, Deadline(30)) == 200; }, 60);
  }

  void TearDown() override {
    if (started_) {
      ::kill(pid_, SIGTERM);
      ::waitpid(pid_, nullptr, 0);
    }
    ::msgctl(queue_, IPC_RMID, nullptr);
    CaptureTracer::TearDown();
  }

  [[nodiscard]] std::string id() const { return std::to_string(pid_); }
  [[nodiscard]] std::string key() const {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%08x", static_cast<unsigned>(-pid_));
    return text.data();
  }

 private:
  static pid_t unused_pid() {
    // Of its own for each test that runs at the same time.
    pid_t pid = std::stoi(test::read_file("/proc/sys/kernel/pid_max")) - 1 - ::getpid() % 1000;
    while (::kill(pid, 0) == 0 || errno == EPERM) --pid;
    return pid;
  }

  pid_t pid_ = 0;
  int queue_ = -1;
  int port_ = 0;
  bool started_ = false;
};

constexpr uid_t kNobody = 65534;
constexpr uid_t kDaemon = 1;
const char* const kAsDaemon = "setpriv --reuid=1 --clear-groups";

TEST_F(CaptureStaleQueue, OfAnotherUserIsRemovedByRoot) {
  if (!make_queue(0600, kNobody, {}) || !start_with_pid(kAsDaemon)) GTEST_SKIP() << "needs root";
  expect_success(capture("--pid " + id()));
}

TEST_F(CaptureStaleQueue, OfAnotherUserIsNamedIfItCannotBeRemoved) {
  if (!make_queue(0600, kNobody, {}) || !start_with_pid(kAsDaemon)) GTEST_SKIP() << "needs root";
  std::filesystem::permissions(path(""), std::filesystem::perms{0777});
  const ProgramRun run = capture("--pid " + id(), kAsDaemon);
  EXPECT_EQ(run.err, "heapgate: process " + id() + ": a message queue that an earlier process left (key " +
                         key() + ") stands in rbtrace's way; remove it: ipcrm -Q " + key() + "\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(exists("dumps"));
}

// Commands to an earlier process of this number: the server must not take them for its own.
TEST_F(CaptureStaleQueue, IsDrainedOfItsMessages) {
  const std::string attach(
      "\x92\xa6"
      "attach\xcd\x04\xd2",
      11);
  const std::string eval(
      "\x92\xa4"
      "eval\xd9\x21"
      "File.write('/tmp/disturbed', '1')",
      41);
  if (!make_queue(0666, 0, {attach, eval, std::string("\xff\xfe", 2)}) || !start_with_pid()) {
    GTEST_SKIP() << "needs root";
  }
  expect_success(capture("--pid " + id()));
  EXPECT_FALSE(std::filesystem::exists("/tmp/disturbed"));
}

}  // namespace
}  // namespace heapgate
