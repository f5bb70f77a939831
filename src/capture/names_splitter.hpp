#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dump_source.hpp"

namespace heapgate {

/// Tells a dump from the names file that may come behind it in one stream: that begins at the line that is
/// kNamesHeader.
class NamesSplitter {
 public:
  /// `dump` takes the dump's bytes.
  explicit NamesSplitter(Sink dump) : dump_(std::move(dump)) {}

  void write(std::string_view bytes);
  /// The stream has ended.
  void finish();
  /// The text of the names file; empty if none came.
  [[nodiscard]] const std::string& names() const { return names_; }
  /// Whether that ends where a names file does. Else what is behind may be the end of the dump.
  [[nodiscard]] bool are_names_whole() const;

 private:
  /// Of `bytes` what is behind the header; all of it is the dump's if it has none.
  std::string_view skip_dump(std::string_view bytes);
  void give(std::string_view bytes);

  Sink dump_;
  std::string names_;
  bool line_start_ = true;
  std::size_t matched_ = 0;  // bytes of the header that the line has so far; not given on yet
};

}  // namespace heapgate
