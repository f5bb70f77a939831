#pragma once

#include <string>
#include <string_view>

#include "util/xxhash64.hpp"

namespace heapgate {

/// Gives a zstd frame the checksum that libarchive leaves out: a flag in its header, four bytes at its end.
class ZstdChecksum {
 public:
  void add_text(std::string_view text) { hash_.add(text); }
  /// `bytes` of the compressed file, in order, with the flag set where that is.
  [[nodiscard]] std::string_view flagged(std::string_view bytes);
  /// What goes behind the frame; empty if it has a checksum already.
  [[nodiscard]] std::string trailer() const;

 private:
  Xxhash64 hash_;
  std::string first_;  // the bytes that the flag is in
  bool has_started_ = false;
  bool is_ours_ = false;  // the flag was set here
};

}  // namespace heapgate
