#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "line_rescuer.hpp"
#include "record.hpp"

namespace heapgate {

/// Puts the lines of a broken record together, where a line break in a name made several of it.
class BrokenLines {
 public:
  /// A record that began is waiting for its other lines. The next line belongs to it, if it is broken, too,
  /// and does not begin a record; else close() comes first.
  [[nodiscard]] bool is_open() const { return is_open_; }
  /// Takes a line that RecordParser refuses. What became of the record, which lives until the next call; if
  /// it is no longer open, of all `lines()`.
  [[nodiscard]] Rescue add(std::string_view line, Record& record);
  /// Nothing more belongs to the open record: it is lost.
  void close() { is_open_ = false; }
  /// Of the last record: how many lines it has that are not blank, and what is broken (see LineRescuer).
  [[nodiscard]] std::uint64_t lines() const { return lines_; }
  [[nodiscard]] std::string_view field() const { return rescuer_.field(); }
  [[nodiscard]] bool name_was_read() const { return rescuer_.name_was_read(); }
  [[nodiscard]] std::string_view raw_name() const { return rescuer_.raw_name(); }

 private:
  LineRescuer rescuer_;
  std::string text_;  // of the lines of an open record
  std::size_t first_size_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t all_lines_ = 0;
  bool is_open_ = false;
};

}  // namespace heapgate
