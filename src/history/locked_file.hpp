#pragma once

#include <sys/types.h>

#include <string>

namespace heapgate {

/// A file that only one heapgate at a time works on; made if it is missing. The lock goes with the process,
/// however that ends. Errors are OutputError.
class LockedFile {
 public:
  /// Waits for the lock, at most a minute. What is locked is the file that stands under the name now: one
  /// that was replaced meanwhile is let go.
  explicit LockedFile(std::string path);
  ~LockedFile();
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  [[nodiscard]] off_t size() const;
  [[nodiscard]] std::string read(off_t from, off_t to) const;
  /// Truncates the file.
  void cut(off_t size) const;
  /// One write(2) at the end, then fsync. If not all of it goes in, the file is as it was.
  void append(const std::string& bytes) const;

 private:
  bool open_and_lock();
  [[noreturn]] void fail(const std::string& why) const;

  std::string path_;
  int fd_ = -1;
};

}  // namespace heapgate
