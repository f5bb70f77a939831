#include "line_redactor.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "bad_line.hpp"
#include "json_text.hpp"

namespace heapgate {
namespace {

// Of these numbers and truths stay, and nothing else.
constexpr std::array<std::string_view, 22> kShapeKeys{"bytesize",        "length",    "size",
                                                      "embedded",        "frozen",    "fstring",
                                                      "ivars",           "capacity",  "shared",
                                                      "chilled",         "broken",    "fd",
                                                      "shape_id",        "id",        "parent_id",
                                                      "depth",           "edges",     "variation_count",
                                                      "complex_shape",   "slot_size", "too_complex_shape",
                                                      "free_immediately"};

// Of these names stay that Ruby or an extension chose, not the program's data.
constexpr std::array<std::string_view, 5> kWordKeys{"encoding", "coderange", "struct", "root", "shape_type"};

constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestNumber = 20;  // 2^64

template <class Keys>
bool is_one_of(std::string_view text, const Keys& keys) {
  return std::find(keys.begin(), keys.end(), text) != keys.end();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         std::string_view("_-./:").find(c) != std::string_view::npos;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && std::all_of(text.begin(), text.end(), is_word_char);
}

bool is_quoted_word(std::string_view token) {
  return token.size() > 2 && token.front() == '"' && token.back() == '"' &&
         is_word(token.substr(1, token.size() - 2));
}

bool is_plain_number(std::string_view token) {
  if (token.starts_with('-')) token.remove_prefix(1);
  return !token.empty() && token.size() <= kLongestNumber &&
         std::all_of(token.begin(), token.end(), is_digit);
}

std::string_view trimmed(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r") + 1);
}

bool may_stay(std::string_view key, std::string_view token) {
  if (is_one_of(key, kShapeKeys)) return token == "true" || token == "false" || is_plain_number(token);
  return is_one_of(key, kWordKeys) && is_quoted_word(token);
}

// As Ruby has them: in front of the class, all others behind it.
bool is_before_class(std::string_view key) {
  return key == "shape_id" || key == "slot_size" || key == "root";
}

// Writes the fields of one record, each behind the first with a comma.
class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : out_(out) { out_ += '{'; }

  std::string& key(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, const std::optional<std::string_view>& value) {
    if (value) append_json(*value, key(name));
  }
  // A name that Ruby chooses; anything else is data that got there.
  void word(std::string_view name, std::string_view value) {
    append_json(is_word(value) ? value : "REDACTED", key(name));
  }
  void address(std::string_view name, Address value) {
    if (value != kNoAddress) append_json(value, key(name));
  }
  template <class Number>
  void number(std::string_view name, Number value) {
    std::array<char, 24> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    key(name).append(buffer.data(), end);
  }
  void addresses(std::string_view name, const std::vector<Address>& values) {
    if (values.empty()) return;
    key(name) += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ", ";
      append_json(values[i], out_);
    }
    out_ += ']';
  }
  void others(const std::vector<OtherField>& fields, bool before_class) {
    for (const auto& [name, untrimmed] : fields) {
      const std::string_view token = trimmed(untrimmed);
      if (is_before_class(name) == before_class && may_stay(name, token)) key(name) += token;
    }
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void append_class(const Record& record, FieldWriter& fields) {
  fields.address("superclass", record.superclass);
  fields.text("name", record.name);
  fields.text("real_class_name", record.real_class_name);
  if (record.singleton) fields.key("singleton") += "true";
}

void append_origin(const Record& record, FieldWriter& fields) {
  fields.text("file", record.file);
  if (record.line) fields.number("line", *record.line);
  fields.text("method", record.method);
  if (record.generation) fields.number("generation", static_cast<std::uint32_t>(*record.generation));
}

}  // namespace

void LineRedactor::redact(std::string_view line, std::string& out) {
  if (const char* reason = parser_.parse(line, record_, &others_)) {
    append_placeholder(line, reason, out);
    return;
  }
  const bool is_object = record_.address && record_.type != "SHAPE" && record_.type != "NONE";
  saw_record_ = saw_record_ || is_object || record_.type == "ROOT";
  append_record(out);
}

void LineRedactor::append_record(std::string& out) {
  FieldWriter fields(out);
  if (record_.address) append_json(*record_.address, fields.key("address"));
  fields.word("type", record_.type);
  fields.others(others_, true);
  const bool is_imemo = record_.type == "IMEMO";
  if (!is_imemo) fields.address("class", record_.klass);
  fields.others(others_, false);
  if (is_imemo && record_.imemo_type) fields.word("imemo_type", *record_.imemo_type);
  if (record_.type == "CLASS" || record_.type == "MODULE") append_class(record_, fields);
  fields.addresses("references", record_.references);
  append_origin(record_, fields);
  if (record_.memsize != 0) fields.number("memsize", record_.memsize);
  out += '}';
}

}  // namespace heapgate
