#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace heapgate {

/// Blank lines are counted, and are otherwise as if they were not there.
[[nodiscard]] inline bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// What is said of a line that is not read since it has more bytes.
[[nodiscard]] inline std::string too_long(std::uint64_t max_line) {
  return "a line is longer than " + std::to_string(max_line) + " bytes; --max-line reads longer ones";
}

/// For the first line of a dump, which an editor may have put one before.
[[nodiscard]] inline std::string_view without_byte_order_mark(std::string_view line) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return line.starts_with(kMark) ? line.substr(kMark.size()) : line;
}

}  // namespace heapgate
