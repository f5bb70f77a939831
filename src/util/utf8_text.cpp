#include "utf8_text.hpp"

#include <simdjson.h>

#include <fmt/format.h>

namespace heapgate {
namespace {

// Of the character that begins with this byte, if it begins one.
std::size_t length_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xC0) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

}  // namespace

void append_utf8(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::size_t length = length_of(bytes.front());
    if (length <= bytes.size() && simdjson::validate_utf8(bytes.data(), length)) {
      out.append(bytes.substr(0, length));
      bytes.remove_prefix(length);
    } else {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes.front()));
      bytes.remove_prefix(1);
    }
  }
}

}  // namespace heapgate
