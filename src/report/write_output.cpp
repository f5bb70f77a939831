#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>

#include "heapgate/error.hpp"
#include "heapgate/report.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, int error) {
  throw OutputError(path + ": cannot be written: " + std::strerror(error));
}

// Holds back the signals that end a run while a file stands aside, so that none is left behind.
class SignalGuard {
 public:
  SignalGuard() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  ~SignalGuard() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  sigset_t before_{};
};

// 0 or the error.
int write_all(int fd, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t size = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (size >= 0) {
      done += static_cast<std::size_t>(size);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int close_after(int fd, int error) {
  const int closed = ::close(fd) == 0 ? 0 : errno;
  return error != 0 ? error : closed;
}

void write_directly(const std::string& path, const std::string& bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) fail(path, errno);
  if (const int error = close_after(fd, write_all(fd, bytes)); error != 0) fail(path, error);
}

mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// Writes beside the target and renames over it.
int replace(const std::string& target, const std::string& bytes, mode_t mode) {
  const SignalGuard guard;
  // A short name of its own, since the target's may be as long as a name can be.
  std::string aside = (fs::path(target).parent_path() / ".heapgate-XXXXXX").string();
  const int fd = ::mkostemp(aside.data(), O_CLOEXEC);
  if (fd < 0) return errno;
  int error = write_all(fd, bytes);
  if (error == 0 && ::fchmod(fd, mode) != 0) error = errno;
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  error = close_after(fd, error);
  if (error == 0 && ::rename(aside.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(aside.c_str());
  return error;
}

// The descriptor that /dev/stdout, /dev/stderr, /dev/fd/N or /proc/self/fd/N stands for.
std::optional<int> open_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int fd = 0;
    const auto [end, error] = std::from_chars(path.data() + folder.size(), path.data() + path.size(), fd);
    if (error == std::errc() && end == path.data() + path.size()) return fd;
  }
  return std::nullopt;
}

// What a link points to, whether it is there yet or not: the link stays.
fs::path target_of(fs::path path) {
  constexpr int kMaxLinks = 40;  // as Linux has it
  std::error_code error;
  for (int i = 0; i < kMaxLinks && fs::is_symlink(path, error); ++i) {
    const fs::path to = fs::read_symlink(path, error);
    path = to.is_absolute() ? to : path.parent_path() / to;
  }
  return path;
}

}  // namespace

void write_output(const std::string& path, const std::string& bytes) {
  if (path.empty()) {
    if (const int error = write_all(STDOUT_FILENO, bytes); error != 0) fail("standard output", error);
    return;
  }
  // What is open already is written to: a log that it is appended to must not be replaced.
  if (const auto fd = open_descriptor(path)) {
    if (const int error = write_all(*fd, bytes); error != 0) fail(path, error);
    return;
  }
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail(path, errno);
  if (exists && S_ISDIR(status.st_mode)) fail(path, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) return write_directly(path, bytes);
  const mode_t mode = exists ? status.st_mode & 07777U : new_file_mode();
  const int error = replace(target_of(path).string(), bytes, mode);
  if (error != 0) fail(path, error);
}

}  // namespace heapgate
