#include "units.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace heapgate {
namespace {

constexpr std::array<std::pair<std::string_view, Bytes>, 8> kUnits{{
    {"", 1},
    {"B", 1},
    {"kB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"KiB", Bytes{1} << 10},
    {"MiB", Bytes{1} << 20},
    {"GiB", Bytes{1} << 30},
}};

std::optional<Bytes> unit_size(std::string_view unit) {
  const auto* found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& u) { return u.first == unit; });
  return found != kUnits.end() ? std::optional(found->second) : std::nullopt;
}

// Appends the digits at the front of `text` to `value` and gives how many; none if there are none or the
// value overflows.
std::optional<int> take_digits(std::string_view& text, Bytes& value) {
  int count = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++count) {
    const auto digit = static_cast<Bytes>(text.front() - '0');
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value)) return {};
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

}  // namespace

std::optional<Bytes> parse_bytes(std::string_view text) {
  Bytes value = 0;
  Bytes scale = 1;
  if (!take_digits(text, value)) return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const auto decimals = take_digits(text, value);
    if (!decimals) return std::nullopt;
    for (int i = 0; i < *decimals; ++i) {
      if (__builtin_mul_overflow(scale, 10, &scale)) return std::nullopt;
    }
  }
  if (text.starts_with(' ')) text.remove_prefix(1);
  const auto unit = unit_size(text);
  if (!unit || __builtin_mul_overflow(value, *unit, &value) || value % scale != 0) return std::nullopt;
  return value / scale;
}

}  // namespace heapgate
