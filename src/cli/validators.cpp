#include "validators.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <string>

#include "util/units.hpp"

namespace heapgate {
namespace {

std::string out_of_range(const std::string& text, const std::string& wanted) {
  return "must be " + wanted + ", not '" + text + "'";
}

std::string range_text(std::uint64_t min, std::uint64_t max) {
  if (max != std::numeric_limits<std::uint64_t>::max())
    return "between " + std::to_string(min) + " and " + std::to_string(max);
  return min == 1 ? "above 0" : std::to_string(min) + " or more";
}

CLI::Validator seconds(const std::string& wanted, bool (*fits)(double)) {
  constexpr double kYear = 365.0 * 24 * 3600;
  const auto check = [=](const std::string& text) {
    double value = 0;
    const bool is_number = CLI::detail::lexical_cast(text, value);
    if (!is_number || !fits(value)) return out_of_range(text, wanted);
    return value <= kYear ? std::string() : "'" + text + "' is more than a year";
  };
  return {check, ""};
}

}  // namespace

CLI::Validator not_empty() {
  const auto check = [](const std::string& text) {
    return std::string(text.empty() ? "must not be empty" : "");
  };
  return {check, ""};
}

CLI::Validator whole_number(std::uint64_t min, std::uint64_t max) {
  const auto check = [=](const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    // CLI11 would take a leading 0 for octal.
    const bool is_decimal = error == std::errc() && stop == end && (text.size() == 1 || text.front() != '0');
    const bool fits = is_decimal && value >= min && value <= max;
    return fits ? std::string() : out_of_range(text, range_text(min, max));
  };
  return {check, ""};
}

CLI::Validator size_above_0() {
  const auto check = [](const std::string& text) {
    const auto bytes = parse_bytes(text);
    if (bytes && *bytes > 0) return std::string();
    return "'" + text + "' is not a size above 0, such as 256MiB";
  };
  return {check, ""};
}

CLI::Validator seconds_above_0() {
  return seconds("above 0", [](double value) { return value > 0; });
}

CLI::Validator seconds_of_0_or_more() {
  return seconds("0 or more", [](double value) { return value >= 0; });
}

}  // namespace heapgate
