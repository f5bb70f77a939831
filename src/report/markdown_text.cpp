#include "markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/ascii.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kLongest = 400;

bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Two colons could be an emoji (:100:), but not those of a constant: A::B.
bool has_harmless_colons(std::string_view word) {
  std::size_t single = 0;
  for (std::size_t at = word.find(':'); at != std::string_view::npos; at = word.find(':', at + 1)) {
    const bool of_constant = at > 0 && at + 2 < word.size() && word[at + 1] == ':' &&
                             is_letter_or_digit(word[at - 1]) && word[at + 2] >= 'A' && word[at + 2] <= 'Z';
    if (of_constant) {
      ++at;
    } else if (++single > 1 || word.substr(at).starts_with("://")) {
      return false;
    }
  }
  return true;
}

bool has_harmless_underscores(std::string_view word) {
  for (std::size_t at = word.find('_'); at != std::string_view::npos; at = word.find('_', at + 1)) {
    if (at == 0 || at + 1 == word.size() || !is_letter_or_digit(word[at - 1]) ||
        !is_letter_or_digit(word[at + 1]))
      return false;
  }
  return true;
}

// What a list, a rule or a heading could begin with: "1.", "12)", "-", "---".
bool is_marker(std::string_view word) {
  const auto is_mark = [](char c) { return !is_letter_or_digit(c) && !is_beyond_ascii(c); };
  if (std::all_of(word.begin(), word.end(), is_mark)) return true;
  return (word.back() == '.' || word.back() == ')') && std::all_of(word.begin(), word.end() - 1, is_digit);
}

// A word that Markdown, and what GitHub reads into text, take as it is.
bool is_plain(std::string_view word) {
  constexpr std::string_view kMarks = ".,;:/-_%()'";
  const auto is_harmless = [&](char c) {
    return is_letter_or_digit(c) || is_beyond_ascii(c) || kMarks.find(c) != std::string_view::npos;
  };
  return !word.empty() && std::all_of(word.begin(), word.end(), is_harmless) && !is_marker(word) &&
         word.find("www.") == std::string_view::npos && has_harmless_colons(word) &&
         has_harmless_underscores(word);
}

// In code nothing is read but its end; that, and what an HTML reader would look for, stands between two
// codes.
std::string code(std::string_view text) {
  constexpr std::string_view kOutside = "<>`[]|";
  std::string result;
  while (!text.empty()) {
    const std::size_t inside = std::min(text.find_first_of(kOutside), text.size());
    if (inside > 0) ((result += '`') += text.substr(0, inside)) += '`';
    if (inside < text.size()) result += fmt::format("&#{};", static_cast<unsigned>(text[inside]));
    text.remove_prefix(std::min(inside + 1, text.size()));
  }
  return result;
}

void append_word(std::string& result, const std::string& word) {
  result += (result.empty() ? "" : " ") + word;
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const std::string all = shortened(clean_line(text), kLongest);
  std::string result;
  std::string coded;
  const auto end_code = [&] {
    if (!coded.empty()) append_word(result, code(coded));
    coded.clear();
  };
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (is_plain(word)) {
      end_code();
      append_word(result, std::string(word));
    } else {
      coded += (coded.empty() ? "" : " ") + std::string(word.empty() ? " " : word);
    }
  }
  end_code();
  return result;
}

std::string markdown_link(std::string_view text, std::string_view url) {
  return fmt::format("[{}]({})", markdown_text(text), url);
}

std::string url_path(std::string_view path) {
  std::string result;
  for (const char c : path) {
    const bool plain = is_letter_or_digit(c) || c == '/' || c == '.' || c == '-' || c == '_' || c == '~';
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

}  // namespace heapgate
