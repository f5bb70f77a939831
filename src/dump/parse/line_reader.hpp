#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dump/source/byte_source.hpp"
#include "heapgate/reading.hpp"

namespace heapgate {

/// Cuts a ByteSource into lines at '\n'. Holds one line at a time, however long.
class LineReader {
 public:
  /// `chunk`: bytes asked of the source at once, > 0. `padding`: bytes readable behind each line.
  /// What follows a line of more than `max_line` bytes is not read.
  LineReader(ByteSource& source, std::size_t chunk, std::size_t padding, std::uint64_t max_line = kMaxLine);

  /// The next line without its '\n' (and '\r'), valid until the next call. False at the end.
  bool next(std::string_view& line);

  /// That a line was too long, or the source's error; empty if its end was reached.
  [[nodiscard]] const std::string& error() const { return error_.empty() ? source_.error() : error_; }
  [[nodiscard]] std::uint64_t lines() const { return lines_; }  ///< lines given so far
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }  ///< bytes read so far
  /// False if the last line given had no '\n'.
  [[nodiscard]] bool ended_in_newline() const { return ended_in_newline_; }

 private:
  bool refill();

  ByteSource& source_;
  std::size_t chunk_;
  std::size_t padding_;
  std::uint64_t max_line_;
  std::string error_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // of the line being read
  std::size_t scanned_ = 0;  // no '\n' in [begin_, scanned_)
  std::size_t end_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t bytes_ = 0;
  bool ended_in_newline_ = true;
};

}  // namespace heapgate
