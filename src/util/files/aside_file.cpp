#include "aside_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <system_error>
#include <utility>

#include "heapgate/error.hpp"
#include "link_target.hpp"
#include "signal_guard.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

// A short name of its own, since the target's may be as long as a name can be.
constexpr const char* kAsideName = ".heapgate-XXXXXX";

fs::path folder_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

mode_t new_file_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// An unnamed file gets its name by /proc; chroots may lack it.
int open_unnamed(const fs::path& folder) {
  if (::access("/proc/self/fd", X_OK) != 0) return -1;
  return ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
}

std::string random_name() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  static thread_local std::random_device random;
  std::string name = kAsideName;
  for (std::size_t i = name.find('X'); i < name.size(); ++i) name[i] = kLetters[random() % kLetters.size()];
  return name;
}

}  // namespace

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

AsideFile::AsideFile(std::string path, std::optional<mode_t> mode)
    : path_(std::move(path)), target_(link_target(path_)) {
  struct stat status {};
  const bool exists = ::stat(path_.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) fail(errno);
  if (exists && S_ISDIR(status.st_mode)) fail(EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    throw OutputError(path_ + ": cannot be written: it is not a regular file");
  }
  // No file can be made under a name that ends in a slash; said now, not when all is written.
  if (!exists && !target_.has_filename()) fail(ENOENT);
  if (exists) mode = status.st_mode & 07777U;
  open_aside(mode);
}

void AsideFile::open_aside(std::optional<mode_t> mode) {
  const fs::path folder = folder_of(target_);
  fd_ = open_unnamed(folder);
  if (fd_ < 0) {
    const SignalGuard guard;
    std::string name = (folder / kAsideName).string();
    fd_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd_ < 0) fail(errno);
    aside_ = name;
    if (!mode) mode = new_file_mode();
  }
  if (mode && ::fchmod(fd_, *mode) != 0) {
    const int error = errno;
    ::close(fd_);
    if (!aside_.empty()) ::unlink(aside_.c_str());
    fail(error);
  }
}

AsideFile::~AsideFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!aside_.empty()) ::unlink(aside_.c_str());
}

void AsideFile::fail(int error) const {
  throw OutputError(path_ + ": cannot be written: " + std::strerror(error));
}

// It changes the file, though no member. NOLINTNEXTLINE(readability-make-member-function-const)
void AsideFile::write(std::string_view bytes) {
  if (const int error = write_all(fd_, bytes); error != 0) fail(error);
}

void AsideFile::commit() {
  if (::fsync(fd_) != 0) fail(errno);
  const SignalGuard guard;
  if (const int error = put_in_place(); error != 0) fail(error);
}

int AsideFile::put_in_place() {
  if (aside_.empty()) {
    const int error = link_as(target_);
    if (error != EEXIST) return error;
    if (const int problem = link_aside(); problem != 0) return problem;
  }
  if (::rename(aside_.c_str(), target_.c_str()) != 0) return errno;
  aside_.clear();
  return 0;
}

int AsideFile::link_as(const fs::path& name) const {
  const std::string self = "/proc/self/fd/" + std::to_string(fd_);
  return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

// A link cannot replace a file, so it needs a name to be renamed from.
int AsideFile::link_aside() {
  constexpr int kTries = 100;
  int error = EEXIST;
  for (int i = 0; i < kTries && error == EEXIST; ++i) {
    const fs::path name = folder_of(target_) / random_name();
    error = link_as(name);
    if (error == 0) aside_ = name;
  }
  return error;
}

}  // namespace heapgate
