#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace heapgate {

/// Holds the text of a gzip file against the checksums and lengths in it, which libarchive does not look at.
/// A file may be several members, one behind the other; where each ends is told by what would be a trailer
/// and another header behind it, if its checksum and length are those of the text.
class GzipCheck {
 public:
  /// The file's bytes, in order, and before the text that comes of them.
  void add_compressed(std::string_view bytes);
  void add_text(std::string_view text);
  /// When both are at their end. What does not agree, in the user's words; empty if all does.
  [[nodiscard]] std::string problem() const;

 private:
  struct Trailer {
    std::uint32_t crc = 0;
    std::uint32_t size = 0;  // of the text, modulo 2^32
  };
  static Trailer trailer_at(const char* at);
  bool end_member(std::string_view& text);

  std::string last_;              // bytes of the file: enough to know a trailer and a header again
  std::deque<Trailer> trailers_;  // what may be one, in the file's order
  std::uint64_t compressed_ = 0;  // bytes
  std::uint32_t crc_ = 0;         // of the member's text so far
  std::uint32_t size_ = 0;
};

}  // namespace heapgate
