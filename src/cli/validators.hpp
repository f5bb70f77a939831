#pragma once

#include <cstdint>
#include <limits>

namespace CLI {
class Validator;
}  // namespace CLI

/// What options may be given, with messages that say what was wrong: "must be between 3 and 1000, not 'x'".
namespace heapgate {

/// For options whose empty value is an unset variable, and nothing that was meant.
[[nodiscard]] CLI::Validator not_empty();

/// Decimal digits only, without leading zeros.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t min,
                                          std::uint64_t max = std::numeric_limits<std::uint64_t>::max());

/// A size with a unit (B kB MB GB KiB MiB GiB) of at least one byte.
[[nodiscard]] CLI::Validator size_above_0();

/// A decimal number; up to a year, so that every clock can hold it.
[[nodiscard]] CLI::Validator seconds_above_0();
[[nodiscard]] CLI::Validator seconds_of_0_or_more();

}  // namespace heapgate
