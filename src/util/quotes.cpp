#include "quotes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/ascii.hpp"

namespace heapgate {

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain = "_-./+:@%,=";
  constexpr std::string_view kQuotable = " *?(){};~^";
  const auto is_plain_in_shell = [&](char c) {
    return is_letter_or_digit(c) || kPlain.find(c) != std::string_view::npos;
  };
  const auto is_quotable = [&](char c) {
    return is_plain_in_shell(c) || kQuotable.find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain_in_shell)) return std::string(text);
  if (std::all_of(text.begin(), text.end(), is_quotable)) return "'" + std::string(text) + "'";
  std::string result = "$'";
  for (const char c : text) {
    result += is_quotable(c) ? std::string(1, c) : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  }
  return result + "'";
}

std::string yaml_single_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

std::string yaml_double_quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      (result += '\\') += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      ((result += "\\x") += kDigits[byte >> 4]) += kDigits[byte & 15];
    } else {
      result += c;
    }
  }
  return result + "\"";
}

}  // namespace heapgate
