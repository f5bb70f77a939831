#include "json_text.hpp"

#include <array>

namespace heapgate {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_escape(unsigned code, std::string& out) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[code >> static_cast<unsigned>(shift) & 0xFU];
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '\xED';
}

// Half of a surrogate pair, which only an escape can bring into a text: it is no valid UTF-8.
bool is_surrogate(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xED' && static_cast<unsigned char>(text[1]) >= 0xA0;
}

unsigned code_of(std::string_view surrogate) {
  const auto bits = [&](std::size_t i) { return static_cast<unsigned char>(surrogate[i]) & 0x3FU; };
  return 0xD000U | bits(1) << 6U | bits(2);
}

}  // namespace

void append_json(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_plain(c)) {
      out += c;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_surrogate(text.substr(i))) {
      append_escape(code_of(text.substr(i)), out);
      i += 2;
    } else if (c == '\xED') {
      out += c;
    } else {
      append_escape(static_cast<unsigned char>(c), out);
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
