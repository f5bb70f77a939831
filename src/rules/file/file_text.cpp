#include "file_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  int fd_;
};

bool may_be_read(mode_t mode, FileKind kind) {
  return S_ISREG(mode) || (kind == FileKind::any && S_ISFIFO(mode));
}

}  // namespace

std::string file_text(const std::string& path, const std::string& context, std::uint64_t max, FileKind kind) {
  const auto fail = [&](const std::string& why) {
    throw UsageError(context + path + ": cannot be read: " + why);
  };
  struct stat status {};
  // Before it is opened, since that waits for a FIFO's writer and makes a device do things.
  if (::stat(path.c_str(), &status) != 0) fail(std::strerror(errno));
  if (S_ISDIR(status.st_mode)) fail(std::strerror(EISDIR));
  if (!may_be_read(status.st_mode, kind)) fail("it is not a regular file");
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) fail(std::strerror(errno));
  std::string text;
  std::array<char, 65'536> part{};
  for (;;) {
    const ssize_t size = ::read(file.descriptor(), part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail(std::strerror(errno));
    if (size == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(size));
    if (text.size() > max) fail("it is larger than " + std::to_string(max) + " bytes");
  }
}

}  // namespace heapgate
