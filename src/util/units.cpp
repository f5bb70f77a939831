#include "units.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "util/ascii.hpp"

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
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++count) {
    const auto digit = static_cast<Bytes>(text.front() - '0');
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value)) return {};
  }
  return count > 0 ? std::optional(count) : std::nullopt;
}

// A number of exactly `digits` digits at `at`; none if others are there.
std::optional<int> fixed_number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = fixed_number(text, 0, 4);
  const auto month = fixed_number(text, 5, 2);
  const auto day = fixed_number(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::string date_text(std::chrono::year_month_day day) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

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
