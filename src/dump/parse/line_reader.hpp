#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dump/source/block_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "heapgate/reading.hpp"

namespace heapgate {

/// Splits a ByteSource into lines at '\n'. Holds one block of lines at a time, and one line however long.
class LineReader {
 public:
  /// `block`: bytes asked of the source at once, > 0. `padding`: bytes readable behind each line.
  /// What follows a line of more than `max_line` bytes is not read.
  LineReader(ByteSource& source, std::size_t block, std::size_t padding, std::uint64_t max_line = kMaxLine);

  /// The next line without its '\n' (and '\r'), valid until the next call. False at the end.
  bool next(std::string_view& line);

  /// That a line was too long, or the source's error; empty if its end was reached.
  [[nodiscard]] const std::string& error() const {
    return blocks_.error().empty() ? source_.error() : blocks_.error();
  }
  [[nodiscard]] std::uint64_t lines() const { return lines_; }  ///< lines given so far
  /// False if the last line given had no '\n'.
  [[nodiscard]] bool ended_in_newline() const { return ended_in_newline_; }

 private:
  ByteSource& source_;
  BlockReader blocks_;
  std::string_view rest_;  // of the block
  std::uint64_t lines_ = 0;
  bool ended_in_newline_ = true;
};

}  // namespace heapgate
