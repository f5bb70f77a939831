#include "locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

constexpr std::chrono::seconds kLongestWait{60};
constexpr std::chrono::milliseconds kBetweenTries{5};

}  // namespace

LockedFile::LockedFile(std::string path) : path_(std::move(path)) {
  const auto end = std::chrono::steady_clock::now() + kLongestWait;
  while (!open_and_lock()) {
    if (std::chrono::steady_clock::now() > end) fail("another process has locked it for a minute");
    std::this_thread::sleep_for(kBetweenTries);
  }
}

// Whether the file under the name is locked now.
bool LockedFile::open_and_lock() {
  if (fd_ < 0) {
    // Not blocking: a FIFO must not make it wait.
    fd_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    if (fd_ < 0) fail(std::strerror(errno));
  }
  struct stat ours {};
  if (::fstat(fd_, &ours) != 0) fail(std::strerror(errno));
  if (!S_ISREG(ours.st_mode)) fail("it is not a regular file");
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      fail(std::string("it cannot be locked: ") + std::strerror(errno));
    return false;
  }
  struct stat named {};
  if (::stat(path_.c_str(), &named) == 0 && named.st_ino == ours.st_ino && named.st_dev == ours.st_dev)
    return true;
  ::close(fd_);
  fd_ = -1;
  return false;
}

LockedFile::~LockedFile() {
  if (fd_ >= 0) ::close(fd_);
}

void LockedFile::fail(const std::string& why) const {
  throw OutputError(path_ + ": cannot be written: " + why);
}

off_t LockedFile::size() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) fail(std::strerror(errno));
  return status.st_size;
}

std::string LockedFile::read(off_t from, off_t to) const {
  std::string bytes(static_cast<std::size_t>(to - from), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t size =
        ::pread(fd_, bytes.data() + done, bytes.size() - done, from + static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail(std::strerror(errno));
    if (size == 0) break;
    done += static_cast<std::size_t>(size);
  }
  bytes.resize(done);
  return bytes;
}

void LockedFile::cut(off_t size) const {
  while (::ftruncate(fd_, size) != 0) {
    if (errno != EINTR) fail(std::strerror(errno));
  }
}

void LockedFile::append(const std::string& bytes) const {
  const off_t before = size();
  ssize_t written = -1;
  do {
    written = ::write(fd_, bytes.data(), bytes.size());
  } while (written < 0 && errno == EINTR);
  int error = written < 0 ? errno : 0;
  // A disk or quota that is full takes a part.
  if (written >= 0 && static_cast<std::size_t>(written) < bytes.size()) error = ENOSPC;
  if (error == 0 && ::fsync(fd_) != 0) error = errno;
  if (error == 0) return;
  if (written > 0) cut(before);
  fail(std::strerror(error));
}

}  // namespace heapgate
