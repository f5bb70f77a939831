#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "heapgate/types.hpp"

namespace heapgate {

/// A size: digits, optionally a fraction, optionally a space, and one of B kB MB GB KiB MiB GiB (none:
/// bytes). kB is 1,000 bytes, KiB is 1,024. None if it is anything else, no whole number of bytes, or over 64
/// bits.
[[nodiscard]] std::optional<Bytes> parse_bytes(std::string_view text);

/// YYYY-MM-DD, a day that there is.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

/// The same, from a day.
[[nodiscard]] std::string date_text(std::chrono::year_month_day day);

}  // namespace heapgate
