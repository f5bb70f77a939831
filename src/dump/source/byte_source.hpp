#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heapgate {

/// Dump text from a file, decompressed if its first bytes say gzip, zstd or xz.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills the front of `buffer` (not empty) and returns how much; 0 at the end or on an error.
  virtual std::size_t read(std::span<char> buffer) = 0;
  /// Bytes taken from the file so far, which may be compressed.
  [[nodiscard]] virtual std::uint64_t file_bytes() const { return 0; }
  /// Why reading ended, in the user's words; empty if the end was reached.
  [[nodiscard]] const std::string& error() const { return error_; }

 protected:
  std::string error_;
};

/// Offsets at which the chunks of a file begin, ascending from 0. A line is part of the chunk that it begins
/// in.
using ChunkBegins = std::vector<std::uint64_t>;

/// Offsets between which the lines of a chunk begin.
struct ChunkRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The last chunk has no end, so that what is appended meanwhile is read too.
[[nodiscard]] ChunkRange chunk_range(const ChunkBegins& begins, std::size_t index);

/// A regular file of plain dump text, which several threads may read at once.
class PlainFile {
 public:
  /// None if the path is anything else, or cannot be opened.
  [[nodiscard]] static std::unique_ptr<PlainFile> open(const std::string& path);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }  ///< when it was opened
  /// Every 4 MiB.
  [[nodiscard]] ChunkBegins even_chunks() const;
  /// What stands at `offset`, at most the buffer's size.
  [[nodiscard]] std::string_view peek(std::uint64_t offset, std::span<char> buffer) const;
  /// The text from `begin` to the file's end; what lies behind `expected_end` is read in small pieces.
  [[nodiscard]] std::unique_ptr<ByteSource> from(std::uint64_t begin, std::uint64_t expected_end) const;

 private:
  PlainFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  int fd_;
  std::uint64_t size_;
};

/// Never null; a path that cannot be opened gives a source that ends at once with an error.
/// Reads files, FIFOs and devices.
[[nodiscard]] std::unique_ptr<ByteSource> open_source(const std::string& path);

}  // namespace heapgate
