#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"

namespace heapgate {
namespace {

struct CompiledPattern {
  std::unique_ptr<re2::RE2> expression;
  std::string prefix;  // of every text that a glob fits: told much faster than the whole
  bool is_regex = false;
};

void append_literal(std::string& expression, char c) {
  expression += re2::RE2::QuoteMeta({&c, 1});
}

// Appends the class that begins at glob[at] and gives the index behind it.
std::size_t append_char_class(std::string& expression, std::string_view glob, std::size_t at, bool paths) {
  const std::size_t end = glob.find(']', at + 2);
  if (end == std::string_view::npos) {
    throw UsageError("the glob '" + std::string(glob) + "' has a '[' without its ']'");
  }
  std::string_view members = glob.substr(at + 1, end - at - 1);
  const bool negated = members.starts_with('!') || members.starts_with('^');
  if (negated) members.remove_prefix(1);
  expression += negated ? (paths ? "[^/" : "[^") : "[";
  for (const char c : members) {
    if (c == '\\' || c == '[' || c == '^') expression += '\\';
    expression += c;
  }
  expression += ']';
  return end + 1;
}

// Appends what the stars at glob[at] stand for and gives the index behind them.
std::size_t append_stars(std::string& expression, std::string_view glob, std::size_t at, bool paths) {
  std::size_t end = at;
  while (end < glob.size() && glob[end] == '*') ++end;
  const bool at_part = at == 0 || glob[at - 1] == '/';
  if (paths && end - at == 1) {
    expression += "[^/]*";
  } else if (paths && at_part && end < glob.size() && glob[end] == '/') {
    expression += "(?:.*/)?";
    ++end;
  } else {
    expression += ".*";
  }
  return end;
}

// RE2 syntax for a glob that must match the whole text.
std::string translate_glob(std::string_view glob, bool paths) {
  std::string expression = "(?s)";
  for (std::size_t i = 0; i < glob.size();) {
    const char c = glob[i];
    if (c == '*') {
      i = append_stars(expression, glob, i, paths);
    } else if (c == '[') {
      i = append_char_class(expression, glob, i, paths);
    } else if (c == '?') {
      expression += paths ? "[^/]" : ".";
      ++i;
    } else {
      if (c == '\\' && i + 1 < glob.size()) ++i;
      // A multi-byte character is appended byte by byte, which RE2 reads as the character.
      if (static_cast<unsigned char>(glob[i]) < 0x80) {
        append_literal(expression, glob[i]);
      } else {
        expression += glob[i];
      }
      ++i;
    }
  }
  return expression;
}

std::string literal_prefix(std::string_view glob) {
  return std::string(glob.substr(0, glob.find_first_of("*?[\\")));
}

bool is_regex(std::string_view text) {
  return text.size() >= 2 && text.front() == '/' && text.back() == '/';
}

CompiledPattern compile(std::string_view text, Matcher::Subject subject) {
  const bool paths = subject == Matcher::Subject::site || subject == Matcher::Subject::gem;
  CompiledPattern pattern;
  pattern.is_regex = is_regex(text);
  if (!pattern.is_regex) pattern.prefix = literal_prefix(text);
  re2::RE2::Options options;
  options.set_log_errors(false);
  const std::string expression =
      pattern.is_regex ? std::string(text.substr(1, text.size() - 2)) : translate_glob(text, paths);
  pattern.expression = std::make_unique<re2::RE2>(expression, options);
  if (!pattern.expression->ok()) {
    throw UsageError("'" + std::string(text) + "' is not a valid pattern: " + pattern.expression->error());
  }
  return pattern;
}

bool matches_text(const CompiledPattern& pattern, const std::string& text) {
  if (!text.starts_with(pattern.prefix)) return false;
  return pattern.is_regex ? re2::RE2::PartialMatch(text, *pattern.expression)
                          : re2::RE2::FullMatch(text, *pattern.expression);
}

// A pattern without a line fits the path, one with a line the site.
bool matches_site(const CompiledPattern& pattern, const PlacedGroup& group) {
  return matches_text(pattern, group.path()) || matches_text(pattern, group.site());
}

}  // namespace

struct Matcher::Compiled {
  std::vector<CompiledPattern> patterns;
};

Matcher::Matcher(Subject subject, std::vector<std::string> patterns)
    : subject_(subject), patterns_(std::move(patterns)) {
  auto compiled = std::make_shared<Compiled>();
  for (const std::string& pattern : patterns_) compiled->patterns.push_back(compile(pattern, subject));
  compiled_ = std::move(compiled);
}

bool Matcher::matches(const PlacedGroup& group) const {
  return std::any_of(compiled_->patterns.begin(), compiled_->patterns.end(),
                     [&](const CompiledPattern& pattern) {
                       switch (subject_) {
                         case Subject::class_name: return matches_text(pattern, group.group.key.class_name);
                         case Subject::site: return matches_site(pattern, group);
                         case Subject::gem: return group.gem() && matches_text(pattern, group.gem()->name);
                         case Subject::type: return matches_text(pattern, group.group.key.type);
                         case Subject::holder: return false;
                       }
                       return false;
                     });
}

bool Matcher::matches_name(std::string_view name) const {
  return std::any_of(
      compiled_->patterns.begin(), compiled_->patterns.end(),
      [&](const CompiledPattern& pattern) { return matches_text(pattern, std::string(name)); });
}

std::string Matcher::text() const {
  std::string text;
  for (const std::string& pattern : patterns_) text += (text.empty() ? "" : ", ") + pattern;
  return text;
}

}  // namespace heapgate
