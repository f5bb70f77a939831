#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "eventually.hpp"
#include "heap_text.hpp"

namespace heapgate::test {

/// A shell command in a process group of its own, its output in files. Whatever of the group still runs when
/// this goes is killed.
class Background {
 public:
  /// A command that starts with `exec` keeps the pid. `log`: the path of stdout, and with `.err` of stderr.
  Background(const std::string& command, std::string log) : log_(std::move(log)), pid_(::fork()) {
    if (pid_ == 0) run(command);
    ::setpgid(pid_, pid_);
  }
  ~Background() {
    ::kill(-pid_, SIGKILL);
    wait(10);
  }
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::string out() const { return read_file(log_); }
  [[nodiscard]] std::string err() const { return read_file(log_ + ".err"); }
  void signal(int number) const { ::kill(pid_, number); }
  void signal_group(int number) const { ::kill(-pid_, number); }
  [[nodiscard]] bool running() {
    if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    return !ended_;
  }
  /// The exit code, 128 and more for a signal as shells count; -1 if it did not end in time.
  int wait(double seconds) {
    if (!eventually([this] { return !running(); }, seconds)) return -1;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

 private:
  [[noreturn]] void run(const std::string& command) const {
    ::setpgid(0, 0);
    ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::dup2(::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644), STDOUT_FILENO);
    ::dup2(::open((log_ + ".err").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644), STDERR_FILENO);
    ::execl("/bin/bash", "bash", "-c", command.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }

  std::string log_;
  pid_t pid_;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace heapgate::test
