#include "workflow_text.hpp"

namespace heapgate {
namespace {

// The runner skips every blank that Unicode knows, so all bytes beyond ASCII count as such.
bool is_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte >= 0x7F;
}

void escape_beginnings(std::string& text, std::string_view colon) {
  bool begins = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n' || text[at] == '\r') {
      begins = true;
    } else if (begins && text[at] == ':') {
      text.replace(at, 1, colon);
      at += colon.size() - 1;
      begins = false;
    } else if (!is_blank(text[at])) {
      begins = false;
    }
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
