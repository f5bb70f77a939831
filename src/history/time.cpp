#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "heapgate/history.hpp"
#include "util/ascii.hpp"

namespace heapgate {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::string time_text(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const sys_days day = std::chrono::floor<std::chrono::days>(time);
  const year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  std::array<int, 6> numbers{};
  std::size_t field = 0;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? !is_digit(text[i]) : text[i] != kShape[i]) return std::nullopt;
    if (is_digit(text[i])) {
      numbers[field] = numbers[field] * 10 + (text[i] - '0');
    } else {
      ++field;
    }
  }
  const year_month_day date{std::chrono::year(numbers[0]),
                            std::chrono::month(static_cast<unsigned>(numbers[1])),
                            std::chrono::day(static_cast<unsigned>(numbers[2]))};
  if (!date.ok() || numbers[3] > 23 || numbers[4] > 59 || numbers[5] > 59) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5];
}

}  // namespace heapgate
