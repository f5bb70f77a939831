#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace heapgate {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the well-formed UTF-8 character at the front, and its code point; 0 if there is none.
std::size_t decode(std::string_view text, std::uint32_t& code) {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) {
    code = lead;
    return 1;
  }
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80) return 0;
    code = code << 6 | (byte_at(text, i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < kSmallest[size] || code > 0x10FFFF || surrogate ? 0 : size;
}

bool is_printable(std::uint32_t code, bool keep_breaks) {
  if (code == '\t' || code == '\n') return keep_breaks;
  if (code < 0x20 || (code >= 0x7F && code <= 0x9F)) return false;
  // Line separators and what turns the direction of text can make a report say what it does not.
  const bool turns = (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !turns && code != 0xFFFE && code != 0xFFFF;
}

std::string clean(std::string_view text, bool keep_breaks) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t code = 0;
    const std::size_t size = decode(text, code);
    const std::size_t taken = std::max<std::size_t>(size, 1);
    if (size > 0 && is_printable(code, keep_breaks)) {
      result.append(text.substr(0, taken));
    } else {
      for (std::size_t i = 0; i < taken; ++i) result += fmt::format("\\x{:02X}", byte_at(text, i));
    }
    text.remove_prefix(taken);
  }
  return result;
}

}  // namespace

std::string clean_text(std::string_view text) {
  return clean(text, true);
}
std::string clean_line(std::string_view text) {
  return clean(text, false);
}

std::string shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto is_inside = [&](std::size_t at) { return (byte_at(text, at) & 0xC0U) == 0x80; };
  std::size_t head = most * 2 / 3;
  while (head > 0 && is_inside(head)) --head;
  std::size_t tail = text.size() - (most - head);
  while (tail < text.size() && is_inside(tail)) ++tail;
  return fmt::format("{}…({} left out)…{}", text.substr(0, head), quantity(tail - head, "byte"),
                     text.substr(tail));
}

std::string with_separators(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string with_separators(std::int64_t number) {
  if (number >= 0) return with_separators(static_cast<std::uint64_t>(number));
  return "-" + with_separators(std::uint64_t{0} - static_cast<std::uint64_t>(number));
}

std::string human_bytes(Bytes bytes) {
  constexpr std::array<const char*, 4> kUnits{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // What would be rounded up to 1024.0 is one of the next unit.
  for (; value >= 1023.95 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string quantity(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_separators(number), noun, number == 1 ? "" : "s");
}

std::string without_middle(const std::string& text, std::size_t columns) {
  const std::size_t all = width(text);
  if (all <= columns) return text;
  if (columns == 0) return "";
  const std::size_t head = (columns - 1) / 3;
  const std::size_t tail = columns - 1 - head;
  std::string front;
  std::string back;
  std::size_t seen = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80;
    if (begins) ++seen;
    if (seen <= head) front += c;
    if (seen > all - tail) back += c;
  }
  return front + "…" + back;
}

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace heapgate
