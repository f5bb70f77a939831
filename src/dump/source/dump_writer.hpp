#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compression.hpp"
#include "util/files/aside_file.hpp"
#include "zstd_checksum.hpp"

struct archive;

namespace heapgate {

/// Writes dump text to a file, compressed, so that it appears under its name only when complete.
/// The same text gives the same bytes: no time and no name goes into the file. All errors are OutputError.
class DumpWriter {
 public:
  /// `mode`: see AsideFile.
  DumpWriter(const std::string& path, Compression compression, std::optional<mode_t> mode = std::nullopt);
  /// Unfinished: leaves nothing.
  ~DumpWriter();
  DumpWriter(const DumpWriter&) = delete;
  DumpWriter& operator=(const DumpWriter&) = delete;

  void write(std::string_view bytes);
  /// Writes what is still buffered; nothing may be written afterwards. For several files that are to be
  /// complete before the first is in place; finish() does it by itself.
  void complete();
  /// Completes the file and puts it in place; call once.
  void finish();

  /// On disk so far: compressed, and without what is still buffered.
  [[nodiscard]] std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  struct FreeArchive {
    void operator()(archive* writer) const;
  };
  // What libarchive writes to. It is never told that a write failed: a compressor would then keep a pointer
  // to bytes that are gone, and its memory. What comes behind an error, or as the file is given up, goes
  // nowhere.
  struct Target {
    int descriptor = -1;
    int error = 0;
    bool given_up = false;
    std::optional<ZstdChecksum> checksum;  // of a zstd file
  };
  static ssize_t write_to(archive* writer, void* target, const void* bytes, std::size_t size);

  // Throws if a write failed, or `result` of a libarchive call says that it did.
  void check(long result);

  std::string path_;
  AsideFile file_;
  Target target_;
  std::unique_ptr<archive, FreeArchive>
      archive_;  // none if the text is written as it is; freed before target_
  std::uint64_t bytes_written_ = 0;
};

}  // namespace heapgate
