#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "eventually.hpp"

/// Processes for the tests of src/capture.
namespace heapgate::test {

/// A forked child, killed and reaped at the end. `group`: in a process group of its own.
class Child {
 public:
  explicit Child(const std::function<void()>& body, bool group = false) : pid_(::fork()) {
    if (pid_ == 0) {
      if (group) ::setpgid(0, 0);
      body();
      ::_exit(0);
    }
    if (group) ::setpgid(pid_, pid_);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// As wait(2) says it.
  int wait() {
    if (!waited_) ::waitpid(pid_, &status_, 0);
    waited_ = true;
    return status_;
  }

 private:
  pid_t pid_;
  bool waited_ = false;
  int status_ = 0;
};

/// Sleeps until it is ended.
inline void sleep_long() {
  for (;;) ::pause();
}

}  // namespace heapgate::test
