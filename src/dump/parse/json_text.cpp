#include "json_text.hpp"

#include <algorithm>
#include <array>

namespace heapgate {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

}  // namespace

void append_json(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    out.append(text.data(), plain);
    if (plain == text.size()) break;
    const char c = text[plain];
    text.remove_prefix(plain + 1);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0xFU];
    }
  }
  out += '"';
}

void append_json(Address address, std::string& out) {
  std::array<char, 20> buffer{};
  std::size_t at = buffer.size();
  buffer[--at] = '"';
  auto rest = static_cast<std::uint64_t>(address);
  do {
    buffer[--at] = kHex[rest & 0xFU];
    rest >>= 4;
  } while (rest != 0);
  out += "\"0x";
  out.append(buffer.data() + at, buffer.size() - at);
}

}  // namespace heapgate
