#pragma once

#include <string_view>

namespace heapgate {

/// Blank lines are counted, and are otherwise as if they were not there.
[[nodiscard]] inline bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// For the first line of a dump, which an editor may have put one before.
[[nodiscard]] inline std::string_view without_byte_order_mark(std::string_view line) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return line.starts_with(kMark) ? line.substr(kMark.size()) : line;
}

}  // namespace heapgate
