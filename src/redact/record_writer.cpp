#include "record_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "dump/parse/json_text.hpp"
#include "util/ascii.hpp"

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

bool is_word_char(char c) {
  return is_letter_or_digit(c) || std::string_view("_-./:").find(c) != std::string_view::npos;
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

// A line that is cut in its last field.
bool lacks_end(const BrokenText& broken) {
  return broken.problems.size() == 1 && broken.problems.front() == LineProblem::no_object;
}

// Writes the fields of one record, each behind the first with a comma.
class FieldWriter {
 public:
  FieldWriter(std::string& out, std::string_view left_out) : out_(out), left_out_(left_out) { out_ += '{'; }

  std::string& key(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
  }
  void text(std::string_view name, const std::optional<std::string_view>& value) {
    if (value && name != left_out_) append_json(*value, key(name));
  }
  // Of a broken field its text, if that is a name, else a placeholder over as many lines.
  void broken(const BrokenText& broken) {
    std::string& out = key(broken.field.empty() ? "redacted" : broken.field);
    if (!broken.raw_name.empty()) {
      out += '"';
      out += broken.raw_name;
      out += '"';
      return;
    }
    for (std::size_t i = 0; i < broken.problems.size(); ++i) {
      const std::optional<LineProblem> problem = broken.problems[i];
      if (i > 0) out += '\n';
      if (i == 0) out += '"';
      if (problem) out += "redacted";  // else the line is blank
      if (problem == LineProblem::bad_utf8) out += '\xFF';
      if (problem == LineProblem::bad_string) out += "\\!";
    }
    // A quote that is never closed is no valid JSON, whatever the field holds.
    if (is_broken_already(broken)) out += '"';
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
  // By a line break or by what it is refused for.
  static bool is_broken_already(const BrokenText& broken) {
    const std::optional<LineProblem> problem = broken.problems.front();
    return broken.problems.size() > 1 || problem == LineProblem::bad_utf8 ||
           problem == LineProblem::bad_string || lacks_end(broken);
  }

  std::string& out_;
  std::string_view left_out_;  // a name that is broken
  bool first_ = true;
};

bool is_behind_references(std::string_view field) {
  return field == "file" || field == "line" || field == "method" || field == "generation" ||
         field == "memsize" || field == "flags";
}

void append_class(const Record& record, FieldWriter& fields) {
  fields.address("superclass", record.superclass);
  fields.text("name", record.name);
  fields.text("real_class_name", record.real_class_name);
  if (record.singleton) fields.key("singleton") += "true";
}

// In Ruby's order, with the broken field where it was.
void append_origin(const Record& record, const BrokenText* broken, FieldWriter& fields) {
  const std::string_view field = broken != nullptr ? broken->field : std::string_view{};
  if (field == "file") fields.broken(*broken);
  fields.text("file", record.file);
  if (record.line) fields.number("line", *record.line);
  if (field == "method") fields.broken(*broken);
  fields.text("method", record.method);
  if (record.generation) fields.number("generation", number(*record.generation));
  if (field == "memsize") fields.broken(*broken);
  // Something sound has to follow a broken field.
  const bool needs_tail = broken != nullptr && field != "memsize" && field != "flags";
  if (record.memsize != 0 || needs_tail) fields.number("memsize", record.memsize);
  if (field == "flags") fields.broken(*broken);
}

}  // namespace

void append_record(const Record& record, const std::vector<OtherField>& others, const BrokenText* broken,
                   std::string& out) {
  FieldWriter fields(out, broken != nullptr ? broken->field : std::string_view{});
  if (record.address) append_json(*record.address, fields.key("address"));
  fields.word("type", record.type);
  fields.others(others, true);
  const bool is_imemo = record.type == "IMEMO";
  if (!is_imemo) fields.address("class", record.klass);
  fields.others(others, false);
  if (is_imemo && record.imemo_type) fields.word("imemo_type", *record.imemo_type);
  if (record.type == "CLASS" || record.type == "MODULE") append_class(record, fields);
  // Behind all that cannot stand behind a broken field.
  if (broken != nullptr && !is_behind_references(broken->field)) fields.broken(*broken);
  fields.addresses("references", record.references);
  append_origin(record, broken, fields);
  if (broken == nullptr || !lacks_end(*broken)) out += '}';
}

}  // namespace heapgate
