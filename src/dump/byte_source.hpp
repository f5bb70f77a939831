#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

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

/// A regular file of plain dump text, which several threads may read at once.
class PlainFile {
 public:
  /// None if the path is anything else, or cannot be opened.
  [[nodiscard]] static std::unique_ptr<PlainFile> open(const std::string& path);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  /// Offsets between which the lines of a chunk begin; behind the last chunk nothing begins.
  struct Chunk {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };

  [[nodiscard]] std::uint64_t size() const { return size_; }  ///< when it was opened
  /// How many chunks of 4 MiB it is to be read in; at least one.
  [[nodiscard]] std::size_t chunks() const;
  /// One of `count`; the last has no end, so that what is appended meanwhile is read too.
  [[nodiscard]] static Chunk chunk(std::size_t index, std::size_t count);
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
