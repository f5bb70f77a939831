#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace heapgate {

/// A file that is written aside, and is under its name only once it is whole.
///
/// Until commit() nothing can be seen of it, and the target stays as it was. Where the file system allows it
/// the file has no name until then, so that even a killed program leaves nothing; elsewhere (NFS, some FUSE)
/// it stands beside the target as .heapgate-XXXXXX, and only a killed program leaves that.
/// All errors are OutputError "PATH: cannot be written: reason" with the path as it was given.
class AsideFile {
 public:
  /// `path` may be a link: what it points to is replaced, the link stays. An existing file's mode is kept;
  /// a new one gets `mode`, else what the umask leaves. Throws, for a folder or device too.
  explicit AsideFile(std::string path, std::optional<mode_t> mode = std::nullopt);
  /// Not committed: leaves nothing.
  ~AsideFile();
  AsideFile(const AsideFile&) = delete;
  AsideFile& operator=(const AsideFile&) = delete;

  void write(std::string_view bytes);
  /// Brings the bytes to the disk and puts the file in place; call once, nothing may be written afterwards.
  void commit();

  /// For libraries that write by themselves.
  [[nodiscard]] int descriptor() const { return fd_; }
  [[noreturn]] void fail(int error) const;

 private:
  void open_aside(std::optional<mode_t> mode);
  // 0 or the error.
  int put_in_place();
  int link_as(const std::filesystem::path& name) const;
  int link_aside();

  std::string path_;              // as it was given
  std::filesystem::path target_;  // behind all links
  std::filesystem::path aside_;   // empty while the file has no name
  int fd_ = -1;
};

/// Writes all of `bytes`; gives 0 or the error.
[[nodiscard]] int write_all(int fd, std::string_view bytes);

}  // namespace heapgate
