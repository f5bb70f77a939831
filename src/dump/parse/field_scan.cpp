#include "field_scan.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cctype>

namespace heapgate {
namespace {

// Each goes from `at`, where it is no `end`, behind what it is named for; null if that is not whole.

const char* skip_escape(const char* at, const char* end) {
  if (at == end || std::string_view("\"\\/bfnrtu").find(*at) == std::string_view::npos) return nullptr;
  if (*at != 'u') return at + 1;
  if (end - at < 5) return nullptr;
  const bool is_hex =
      std::all_of(at + 1, at + 5, [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
  return is_hex ? at + 5 : nullptr;
}

const char* skip_string(const char* at, const char* end) {
  const char* begin = ++at;
  while (at != nullptr && at != end) {
    if (*at == '"') {
      const auto size = static_cast<std::size_t>(at - begin);
      return simdjson::validate_utf8(begin, size) ? at + 1 : nullptr;
    }
    if (static_cast<unsigned char>(*at) < ' ') return nullptr;
    at = *at == '\\' ? skip_escape(at + 1, end) : at + 1;
  }
  return nullptr;
}

const char* skip_scalar(const char* at, const char* end) {
  const char* stop = std::find_if_not(at, end, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+' || c == '.';
  });
  const std::string_view text(at, static_cast<std::size_t>(stop - at));
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789-+.eE") == std::string_view::npos;
  return is_number || text == "true" || text == "false" || text == "null" ? stop : nullptr;
}

const char* skip_blanks(const char* at, const char* end) {
  return std::find_if_not(at, end, [](char c) { return c == ' ' || c == '\t'; });
}

const char* skip_simple(const char* at, const char* end) {
  if (at == end) return nullptr;
  return *at == '"' ? skip_string(at, end) : skip_scalar(at, end);
}

// An array, or an object with `keys`, of simple values: Ruby writes no others.
const char* skip_list(const char* at, const char* end, char close, bool keys) {
  at = skip_blanks(at + 1, end);
  if (at != end && *at == close) return at + 1;
  while (at != end) {
    if (keys) {
      at = *at == '"' ? skip_string(at, end) : nullptr;
      if (at == nullptr || at == end || *at != ':') return nullptr;
      at = skip_blanks(at + 1, end);
    }
    at = skip_simple(at, end);
    if (at == nullptr) return nullptr;
    at = skip_blanks(at, end);
    if (at == end) return nullptr;
    if (*at == close) return at + 1;
    if (*at != ',') return nullptr;
    at = skip_blanks(at + 1, end);
  }
  return nullptr;
}

const char* skip_value(const char* at, const char* end) {
  if (at == end) return nullptr;
  if (*at == '[') return skip_list(at, end, ']', false);
  if (*at == '{') return skip_list(at, end, '}', true);
  return skip_simple(at, end);
}

}  // namespace

FieldEnd scan_field(const char*& at, const char* end, ScannedField& field) {
  field = {};
  if (at == end || *at != '"') return FieldEnd::broken;
  const char* key_end = skip_string(at, end);
  if (key_end == nullptr || key_end == end || *key_end != ':') return FieldEnd::broken;
  field.key = {at + 1, static_cast<std::size_t>(key_end - at) - 2};
  field.value = skip_blanks(key_end + 1, end);
  const char* behind = skip_value(field.value, end);
  if (behind == nullptr) return FieldEnd::broken;
  behind = skip_blanks(behind, end);
  if (behind == end) return FieldEnd::broken;
  if (*behind == '}') return skip_blanks(behind + 1, end) == end ? FieldEnd::line : FieldEnd::broken;
  const char* next = *behind == ',' ? skip_blanks(behind + 1, end) : end;
  if (next == end || *next != '"') return FieldEnd::broken;
  at = next;
  return FieldEnd::next;
}

}  // namespace heapgate
