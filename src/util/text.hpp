#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "heapgate/types.hpp"

namespace heapgate {

/// Text that every terminal and XML parser takes: control characters (but tab and newline), line separators
/// and direction marks, bytes that are no UTF-8, U+FFFE and U+FFFF become a visible \xNN for each byte.
[[nodiscard]] std::string clean_text(std::string_view text);

/// The same on one line: tab and newline are made visible too.
[[nodiscard]] std::string clean_line(std::string_view text);

/// At most about `most` bytes of a text that was cleaned: what is too long loses its middle, visibly, and no
/// character is cut.
[[nodiscard]] std::string shortened(const std::string& text, std::size_t most);

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string with_separators(std::uint64_t number);
[[nodiscard]] std::string with_separators(std::int64_t number);

/// "512 B", "1.5 KiB", "20.0 MiB".
[[nodiscard]] std::string human_bytes(Bytes bytes);

/// "1 object", "1,002 objects".
[[nodiscard]] std::string quantity(std::uint64_t number, std::string_view noun);

/// The text in at most `columns` of a terminal: "…" stands for its middle, of which the end (the name and
/// line of a path) keeps more than the beginning.
[[nodiscard]] std::string without_middle(const std::string& text, std::size_t columns);

/// Columns that the text takes in a terminal, one a code point.
[[nodiscard]] std::size_t width(std::string_view text);

}  // namespace heapgate
