#include "line_rescuer.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "record_keys.hpp"
#include "util/utf8_text.hpp"

namespace heapgate {
namespace {

constexpr std::string_view kHead = R"({"address":"0x)";

// Ruby's order of what may stand behind a broken field.
constexpr std::array<std::string_view, 9> kTailKeys{"encoding", "coderange",  "references", "file", "line",
                                                    "method",   "generation", "memsize",    "flags"};

// Other keys that may be named; what else stands there may be any text of the program.
constexpr std::array<std::string_view, 9> kNamedKeys{
    "type", "class", "superclass", "name", "real_class_name", "imemo_type", "value", "root", "called_id"};

template <class Keys>
std::string_view known(const Keys& keys, std::string_view key) {
  const auto* found = std::find(keys.begin(), keys.end(), key);
  return found != keys.end() ? *found : std::string_view{};
}

std::size_t rank(std::string_view key) {
  return static_cast<std::size_t>(std::find(kTailKeys.begin(), kTailKeys.end(), key) - kTailKeys.begin());
}

bool is_raw_name(Key key) {
  return key == kFile || key == kName || key == kRealClassName;
}

// All that tells objects apart stands before these.
bool is_behind_all(const BrokenField& broken) {
  return broken.key == "memsize" || broken.key == "flags";
}

// A class's name may be the last field.
bool ends_in_class_name(std::string_view line, const BrokenField& broken) {
  return (broken.key == "name" || broken.key == "real_class_name") && line.ends_with("\"}");
}

// Whether the fields from `at` to the line's end are whole and in Ruby's order.
bool is_sound(const char* at, const char* end) {
  std::size_t next = 0;
  for (;;) {
    ScannedField field;
    const FieldEnd found = scan_field(at, end, field);
    const std::size_t place = rank(field.key);
    if (found == FieldEnd::broken || place < next || place == kTailKeys.size()) return false;
    if (found == FieldEnd::line) return true;
    next = place + 1;
  }
}

// Where the longest sound tail behind `from` begins; null if there is none.
const char* find_tail(std::string_view line, const BrokenField& broken) {
  const auto begin = static_cast<std::size_t>(broken.value - line.data());
  const std::size_t place = rank(broken.key);
  for (std::size_t i = place == kTailKeys.size() ? 0 : place + 1; i < kTailKeys.size(); ++i) {
    const std::string needle = ", \"" + std::string(kTailKeys[i]) + "\":";
    const std::size_t at = line.rfind(needle);
    if (at == std::string_view::npos || at < begin) continue;
    const char* tail = line.data() + at + 2;
    if (is_sound(tail, line.data() + line.size())) return tail;
  }
  return nullptr;
}

// All that tells objects apart is there, though a field is not.
bool is_certain(Key broken, bool has_tail, const Record& record) {
  const bool is_traced = record.generation.has_value();
  switch (broken) {
    case kAddress:
    case kType:
    case kImemoType:
    case kClass:
    case kLine:
    case kGeneration: return false;
    case kFile:
    case kMethod: return is_traced;
    case kMemsize: return true;
    // What the damage took with it may be the file.
    default: return has_tail && (!is_traced || record.file.has_value());
  }
}

/// The fields of a line up to the broken one.
class FieldSearch {
 public:
  explicit FieldSearch(std::string_view line) : at_(line.data() + 1), end_(line.data() + line.size()) {}

  /// False if every field is whole. Else what is broken: a field without a key if that is.
  bool find(BrokenField& broken) {
    for (;;) {
      begin_ = at_;
      const FieldEnd found = scan_field(at_, end_, field_);
      const Key key = key_of(field_.key);
      const bool is_twice = key != kOther && (seen_ & key) != 0;
      if (found == FieldEnd::broken || is_twice) {
        blame_a_name(is_twice);
        broken = {field_.key, begin_, field_.value};
        return true;
      }
      seen_ |= key;
      remember(key);
      if (found == FieldEnd::line) return false;
    }
  }

 private:
  void remember(Key key) {
    if (!is_raw_name(key)) return;
    name_ = field_;
    name_begin_ = begin_;
  }
  // A quote in a name can make its rest look like fields of its own.
  void blame_a_name(bool is_twice) {
    if (name_begin_ == nullptr) return;
    // Ruby writes no number that is broken.
    const bool is_expected = field_.key == "method" || field_.key == "memsize" || field_.key == "flags";
    if (!is_twice && (key_of(name_.key) != kFile || is_expected)) return;
    field_ = name_;
    begin_ = name_begin_;
  }

  const char* at_;
  const char* end_;
  const char* begin_ = nullptr;
  ScannedField field_;
  ScannedField name_;  // the last that Ruby writes as it is
  const char* name_begin_ = nullptr;
  unsigned seen_ = 0;
};

}  // namespace

bool begins_record(std::string_view line) {
  return line.starts_with(kHead) || line.starts_with(R"({"type":")");
}

bool LineRescuer::parse(std::string_view head, std::string_view tail, Record& record) {
  head = head.substr(0, head.find_last_not_of(" \t") + 1);
  if (tail.empty() && head.ends_with(',')) head.remove_suffix(1);
  repaired_.assign(head).append(tail.empty() ? "}" : tail);
  const std::size_t size = repaired_.size();
  repaired_.append(RecordParser::kPadding, ' ');
  return !parser_.parse({repaired_.data(), size}, record) && record.address && record.type != "NONE";
}

// `end`: where its quote closes.
bool LineRescuer::read_name(const BrokenField& broken, const char* end, Record& record) {
  if (*broken.value != '"' || end <= broken.value || *end != '"') return false;
  name_.clear();
  raw_name_ = {broken.value + 1, static_cast<std::size_t>(end - broken.value) - 1};
  append_utf8(raw_name_, name_);
  switch (key_of(broken.key)) {
    case kFile: record.file = name_; break;
    case kName: record.name = name_; break;
    default: record.real_class_name = name_;
  }
  return true;
}

Rescue LineRescuer::rescue(std::string_view line, Record& record) {
  field_ = {};
  name_was_read_ = false;
  BrokenField broken;
  if (!line.starts_with(kHead) || !FieldSearch(line).find(broken)) return Rescue::lost;
  field_ = known(kNamedKeys, broken.key);
  if (field_.empty()) field_ = known(kTailKeys, broken.key);
  if (broken.value == nullptr) return Rescue::open;
  const char* tail = find_tail(line, broken);
  if (tail == nullptr && !is_behind_all(broken) && !ends_in_class_name(line, broken)) return Rescue::open;
  return rescue(line, broken, tail, record) ? Rescue::rescued : Rescue::lost;
}

bool LineRescuer::rescue(std::string_view line, const BrokenField& broken, const char* tail, Record& record) {
  const char* end = line.data() + line.size();
  const std::string_view rest(broken.value, static_cast<std::size_t>(end - broken.value));
  if (tail == nullptr && rest.find(R"(}{")") != std::string_view::npos) return false;  // another record
  const std::string_view head(line.data(), static_cast<std::size_t>(broken.begin - line.data()));
  if (!parse(head, tail != nullptr ? std::string_view(tail, static_cast<std::size_t>(end - tail)) : "",
             record))
    return false;
  const Key key = key_of(broken.key);
  name_was_read_ = is_raw_name(key);
  const char* name_end = tail != nullptr ? tail - std::string_view(R"(", )").size() : end - 2;
  if (name_was_read_ && !read_name(broken, name_end, record)) return false;
  return is_certain(is_behind_all(broken) ? kMemsize : key, tail != nullptr || name_was_read_, record);
}

}  // namespace heapgate
