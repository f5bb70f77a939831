#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "byte_source.hpp"

namespace heapgate {

/// Splits a ByteSource into blocks of whole lines. Holds one block at a time; a line that is longer
/// grows it.
class BlockReader {
 public:
  /// `size`: bytes asked of the source at once, > 0. `padding`: bytes readable behind each block. What
  /// follows a line of more than `max_line` bytes is not read.
  BlockReader(std::size_t size, std::size_t padding,
              std::uint64_t max_line = std::numeric_limits<std::uint64_t>::max())
      : size_(size), padding_(padding), max_line_(max_line) {}

  /// Starts with another source, which must outlive the calls to next().
  void open(ByteSource& source);
  /// Drops the rest of the line that the source begins in. Gives how many bytes that were; once it has
  /// dropped `limit` it looks no further.
  std::uint64_t skip_line(std::uint64_t limit);
  /// The next lines, each with its '\n' but for the last line of a source that has none. Valid until the next
  /// call. False at the end.
  bool next(std::string_view& block);
  /// That a line was too long, in the user's words; else empty.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool refill();

  ByteSource* source_ = nullptr;
  std::size_t size_;
  std::size_t padding_;
  std::uint64_t max_line_;
  std::string error_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // what is not given yet
  std::size_t scanned_ = 0;  // no '\n' in [begin_, scanned_)
  std::size_t end_ = 0;
};

}  // namespace heapgate
