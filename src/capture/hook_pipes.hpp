#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace heapgate {

/// A file descriptor, closed when this goes; -1: none.
class OpenFile {
 public:
  explicit OpenFile(int fd = -1) : fd_(fd) {}
  ~OpenFile() { close(); }
  OpenFile(OpenFile&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  OpenFile& operator=(OpenFile&& other) noexcept;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  void close();

 private:
  int fd_;
};

/// The named pipes "events", "commands" and "data" between heapgate and hook.rb, in a folder.
class HookPipes {
 public:
  /// Makes the pipes, for a process of `owner`, in a folder that only this user can change. Throws
  /// OutputError.
  static HookPipes make(const std::string& folder, uid_t owner);
  /// Opens those that a process of `owner` has made. The folder is that user's: what is no pipe of its own, a
  /// link or another user's file is refused. None if they are not there, or nobody listens.
  static std::optional<HookPipes> open(const std::string& folder, uid_t owner);

  /// Non-blocking.
  [[nodiscard]] int events() const { return events_.get(); }
  [[nodiscard]] int commands() const { return commands_.get(); }
  /// For reading one dump; not open if that fails.
  [[nodiscard]] OpenFile open_data() const;

  void close_events() { events_.close(); }
  void close_commands() { commands_.close(); }

 private:
  HookPipes(OpenFile folder, uid_t owner) : folder_(std::move(folder)), owner_(owner) {}
  [[nodiscard]] OpenFile open_pipe(const char* name, int flags) const;

  OpenFile folder_;
  uid_t owner_;
  OpenFile events_;
  OpenFile commands_;
};

}  // namespace heapgate
