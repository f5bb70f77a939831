#include "workflow_text.hpp"

#include <algorithm>
#include <cstring>

namespace heapgate {
namespace {

// The runner skips every blank that Unicode knows, so all bytes beyond ASCII count as such.
bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte >= 0x7F;
}

std::size_t line_end(const std::string& text, std::size_t from) {
  const std::size_t newline = std::min(text.find('\n', from), text.size());
  const void* other = std::memchr(text.data() + from, '\r', newline - from);
  return other == nullptr ? newline : static_cast<std::size_t>(static_cast<const char*>(other) - text.data());
}

void escape_beginnings(std::string& text, std::string_view colon) {
  for (std::size_t at = 0; at < text.size(); at = line_end(text, at)) {
    // Ends of lines are blanks too.
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at < text.size() && text[at] == ':') text.replace(at, 1, colon);
  }
}

void escape_brackets(std::string& text, std::string_view hash) {
  constexpr std::string_view kCommand = "##[";
  for (std::size_t at = text.find(kCommand); at != std::string::npos;
       at = text.find(kCommand, at + hash.size()))
    text.replace(at + 1, 1, hash);
}

}  // namespace

std::string without_commands(std::string text, CommandEscapes escapes) {
  escape_beginnings(text, escapes.colon);
  escape_brackets(text, escapes.hash);
  return text;
}

}  // namespace heapgate
