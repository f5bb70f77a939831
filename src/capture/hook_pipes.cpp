#include "hook_pipes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

constexpr int kPipeSize = 1 << 20;
constexpr mode_t kOwnerOnly = 0600;

[[noreturn]] void fail_to_make(const std::string& path) {
  throw OutputError(path + ": cannot be made: " + std::strerror(errno));
}

OpenFile open_folder(const std::string& folder) {
  return OpenFile(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

}  // namespace

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void OpenFile::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

OpenFile HookPipes::open_pipe(const char* name, int flags) const {
  OpenFile pipe(::openat(folder_.get(), name, flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  const bool sound = pipe.is_open() && ::fstat(pipe.get(), &status) == 0 && S_ISFIFO(status.st_mode) &&
                     status.st_uid == owner_;
  return sound ? std::move(pipe) : OpenFile();
}

HookPipes HookPipes::make(const std::string& folder, uid_t owner) {
  HookPipes pipes(open_folder(folder), owner);
  for (const char* name : {"events", "commands", "data"}) {
    if (::mkfifoat(pipes.folder_.get(), name, kOwnerOnly) != 0) fail_to_make(folder + "/" + name);
    const auto group = static_cast<gid_t>(-1);
    if (owner != ::geteuid() &&
        ::fchownat(pipes.folder_.get(), name, owner, group, AT_SYMLINK_NOFOLLOW) != 0) {
      fail_to_make(folder + "/" + name);
    }
  }
  pipes.events_ = pipes.open_pipe("events", O_RDONLY);
  if (!pipes.events_.is_open()) fail_to_make(folder + "/events");
  // For reading too, so that neither end waits for the other one to open it.
  pipes.commands_ = pipes.open_pipe("commands", O_RDWR);
  if (!pipes.commands_.is_open()) fail_to_make(folder + "/commands");
  return pipes;
}

std::optional<HookPipes> HookPipes::open(const std::string& folder, uid_t owner) {
  HookPipes pipes(open_folder(folder), owner);
  if (!pipes.folder_.is_open()) return std::nullopt;
  pipes.events_ = pipes.open_pipe("events", O_RDONLY);
  // Fails where nobody reads it: the process is gone, or runs another program now.
  const OpenFile heard = pipes.open_pipe("commands", O_WRONLY);
  if (!pipes.events_.is_open() || !heard.is_open()) return std::nullopt;
  // Without a signal when the process goes.
  pipes.commands_ = pipes.open_pipe("commands", O_RDWR);
  if (!pipes.commands_.is_open()) return std::nullopt;
  return pipes;
}

OpenFile HookPipes::open_data() const {
  OpenFile data = open_pipe("data", O_RDONLY);
  if (data.is_open()) ::fcntl(data.get(), F_SETPIPE_SZ, kPipeSize);
  return data;
}

}  // namespace heapgate
