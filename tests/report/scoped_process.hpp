#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

/// Changes to this process that a test needs, undone at its end.
namespace heapgate::test {

class ScopedUmask {
 public:
  explicit ScopedUmask(mode_t mask) : before_(::umask(mask)) {}
  ~ScopedUmask() { ::umask(before_); }
  ScopedUmask(const ScopedUmask&) = delete;
  ScopedUmask& operator=(const ScopedUmask&) = delete;

 private:
  mode_t before_;
};

class ScopedSignalIgnored {
 public:
  explicit ScopedSignalIgnored(int signal) : signal_(signal), before_(std::signal(signal, SIG_IGN)) {}
  ~ScopedSignalIgnored() { std::signal(signal_, before_); }
  ScopedSignalIgnored(const ScopedSignalIgnored&) = delete;
  ScopedSignalIgnored& operator=(const ScopedSignalIgnored&) = delete;

 private:
  int signal_;
  void (*before_)(int);
};

/// No file can grow beyond `bytes`: a disk that fills up.
class ScopedFileLimit {
 public:
  explicit ScopedFileLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit lower{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &lower);
  }
  ~ScopedFileLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  ScopedFileLimit(const ScopedFileLimit&) = delete;
  ScopedFileLimit& operator=(const ScopedFileLimit&) = delete;

 private:
  ScopedSignalIgnored signal_{SIGXFSZ};
  rlimit before_{};
};

/// Standard output goes to the file at `path`.
class ScopedStdout {
 public:
  explicit ScopedStdout(const std::string& path) : before_(::dup(STDOUT_FILENO)) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ::dup2(fd, STDOUT_FILENO);
    ::close(fd);
  }
  ~ScopedStdout() {
    ::dup2(before_, STDOUT_FILENO);
    ::close(before_);
  }
  ScopedStdout(const ScopedStdout&) = delete;
  ScopedStdout& operator=(const ScopedStdout&) = delete;

 private:
  int before_;
};

/// Root may write everywhere: for a while be somebody who may not.
class ScopedUnprivileged {
 public:
  ScopedUnprivileged() : before_(::geteuid()) {
    constexpr uid_t kNobody = 65534;
    if (before_ == 0 && ::seteuid(kNobody) != 0) failed_ = true;
  }
  ~ScopedUnprivileged() {
    if (::geteuid() != before_ && ::seteuid(before_) != 0) std::abort();
  }
  ScopedUnprivileged(const ScopedUnprivileged&) = delete;
  ScopedUnprivileged& operator=(const ScopedUnprivileged&) = delete;

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  uid_t before_;
  bool failed_ = false;
};

inline mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

}  // namespace heapgate::test
