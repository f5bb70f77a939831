#pragma once

#include <optional>
#include <string_view>

#include "heapgate/types.hpp"

namespace heapgate {

/// A size: digits, optionally a fraction, optionally a space, and one of B kB MB GB KiB MiB GiB (none:
/// bytes). kB is 1,000 bytes, KiB is 1,024. None if it is anything else, no whole number of bytes, or over 64
/// bits.
[[nodiscard]] std::optional<Bytes> parse_bytes(std::string_view text);

}  // namespace heapgate
