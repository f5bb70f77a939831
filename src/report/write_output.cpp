#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "heapgate/error.hpp"
#include "heapgate/report.hpp"
#include "util/files/aside_file.hpp"
#include "util/files/signal_guard.hpp"

namespace heapgate {
namespace {

[[noreturn]] void fail(const std::string& path, int error) {
  throw OutputError(path + ": cannot be written: " + std::strerror(error));
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

// Writes beside the target and renames over it.
void replace(const std::string& path, const std::string& bytes) {
  const SignalGuard guard;
  AsideFile file(path);
  file.write(bytes);
  file.commit();
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

}  // namespace

void append_output(const std::string& path, const std::string& bytes) {
  constexpr mode_t kForAll = 0666;
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, kForAll);
  if (fd < 0) fail(path, errno);
  struct stat before {};
  const bool is_regular = ::fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
  int error = write_all(fd, bytes);
  // Half a text is no text. What cannot be taken back is told by the error all the same.
  if (error != 0 && is_regular && ::ftruncate(fd, before.st_size) != 0) error = errno;
  if (const int result = close_after(fd, error); result != 0) fail(path, result);
}

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
  replace(path, bytes);
}

}  // namespace heapgate
