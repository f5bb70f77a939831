#include "record_parser.hpp"

#include <simdjson.h>

#include <array>

#include "record_keys.hpp"

namespace heapgate {

static_assert(RecordParser::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

namespace ondemand = simdjson::ondemand;

/// None if all is well.
using Problem = std::optional<LineProblem>;

constexpr std::array<signed char, 256> kHexDigits = [] {
  std::array<signed char, 256> digits{};
  digits.fill(-1);
  signed char value = 0;
  for (unsigned char c = '0'; c <= '9'; ++c) digits[c] = value++;
  for (unsigned char c = 'a'; c <= 'f'; ++c) digits[c] = value++;
  value = 10;
  for (unsigned char c = 'A'; c <= 'F'; ++c) digits[c] = value++;
  return digits;
}();

int hex_digit(char c) {
  return kHexDigits[static_cast<unsigned char>(c)];
}

Problem read_address(ondemand::value value, Address& out) {
  ondemand::raw_json_string raw;
  if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return LineProblem::wrong_type;
  const auto address = parse_address(raw.raw());
  if (!address) return LineProblem::bad_address;
  out = *address;
  return std::nullopt;
}

Problem read_text(ondemand::value value, std::optional<std::string_view>& out) {
  std::string_view text;
  const auto error = value.get_string().get(text);
  if (error == simdjson::INCORRECT_TYPE) return LineProblem::wrong_type;
  if (error != simdjson::SUCCESS) return LineProblem::bad_string;
  out = text;
  return std::nullopt;
}

Problem read_line_number(ondemand::value value, std::optional<std::int64_t>& out) {
  std::uint64_t wrapped = 0;
  std::int64_t number = 0;
  if (value.get_uint64().get(wrapped) == simdjson::SUCCESS) {
    out = static_cast<std::int64_t>(wrapped);
  } else if (value.get_int64().get(number) == simdjson::SUCCESS) {
    out = number;
  } else {
    return LineProblem::bad_line_number;
  }
  return std::nullopt;
}

Problem read_generation(ondemand::value value, std::optional<Generation>& out) {
  std::uint64_t number = 0;
  if (value.get_uint64().get(number) != simdjson::SUCCESS) return LineProblem::bad_generation;
  if (number >= static_cast<std::uint64_t>(Generation::untraced)) return LineProblem::huge_generation;
  out = static_cast<Generation>(number);
  return std::nullopt;
}

void skip_blanks(const char*& at) {
  while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
}

// By hand, since a dump has more references than anything else: half the time of simdjson's iteration.
// simdjson has found where the array ends, in valid UTF-8; `text` goes to its ']' and the blanks behind it.
Problem parse_references(const char* at, std::vector<Address>& out) {
  skip_blanks(++at);
  if (*at == ']') return std::nullopt;
  for (;;) {
    if (*at != '"') return *at == ',' || *at == ']' ? LineProblem::bad_references : LineProblem::wrong_type;
    const auto address = parse_address(++at);
    if (!address) return LineProblem::bad_address;
    out.push_back(*address);
    while (*at != '"') ++at;
    skip_blanks(++at);
    if (*at == ']') return std::nullopt;
    if (*at != ',') return LineProblem::bad_references;
    skip_blanks(++at);
  }
}

Problem read_references(ondemand::value value, std::vector<Address>& out) {
  ondemand::array array;
  std::string_view text;
  if (value.get_array().get(array) != simdjson::SUCCESS) return LineProblem::wrong_type;
  if (array.raw_json().get(text) != simdjson::SUCCESS) return LineProblem::bad_json;
  return parse_references(text.data(), out);
}

std::uint64_t& count_of(Key key, Record& record) {
  if (key == kLength) return record.length;
  return key == kSize ? record.size : record.bytesize;
}

// What is in the quotes that the token begins with.
std::optional<std::string_view> quoted_text(std::string_view token) {
  if (!token.starts_with('"')) return std::nullopt;
  token.remove_prefix(1);
  return token.substr(0, token.find('"'));
}

void read_lenient(Key key, ondemand::value value, Record& record) {
  if (key == kRoot) {
    record.root = quoted_text(value.raw_json_token());
    return;
  }
  std::uint64_t number = 0;
  if (value.get_uint64().get(number) == simdjson::SUCCESS) count_of(key, record) = number;
}

Problem read_value(Key key, ondemand::value value, Record& record) {
  switch (key) {
    case kAddress: {
      Address address{};
      const Problem problem = read_address(value, address);
      if (!problem) record.address = address;
      return problem;
    }
    case kType: {
      std::optional<std::string_view> type;
      const Problem problem = read_text(value, type);
      if (!problem) record.type = *type;
      return problem;
    }
    case kClass: return read_address(value, record.klass);
    case kSuperclass: return read_address(value, record.superclass);
    case kName: return read_text(value, record.name);
    case kRealClassName: return read_text(value, record.real_class_name);
    case kImemoType: return read_text(value, record.imemo_type);
    case kFile: return read_text(value, record.file);
    case kMethod: return read_text(value, record.method);
    case kLine: return read_line_number(value, record.line);
    case kGeneration: return read_generation(value, record.generation);
    case kMemsize:
      return value.get_uint64().get(record.memsize) == simdjson::SUCCESS ? Problem{}
                                                                         : LineProblem::bad_memsize;
    case kSingleton:
      return value.get_bool().get(record.singleton) == simdjson::SUCCESS ? Problem{}
                                                                         : LineProblem::wrong_type;
    case kReferences: return read_references(value, record.references);
    default: return std::nullopt;
  }
}

std::string_view raw_key(const ondemand::raw_json_string& key) {
  const char* begin = key.raw();
  const char* end = begin;
  while (*end != '"') ++end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

struct RecordParser::Impl {
  ondemand::parser parser;

  static Problem read_fields(ondemand::object& object, Record& record, std::vector<OtherField>* others);
};

RecordParser::RecordParser() : impl_(std::make_unique<Impl>()) {}
RecordParser::~RecordParser() = default;

Problem RecordParser::Impl::read_fields(ondemand::object& object, Record& record,
                                        std::vector<OtherField>* others) {
  unsigned seen = 0;
  for (auto field : object) {
    ondemand::raw_json_string name;
    if (field.key().get(name) != simdjson::SUCCESS) return LineProblem::bad_json;
    const Key key = key_of(raw_key(name));
    if (key == kOther && others == nullptr) continue;
    const bool is_lenient = (key & kLenient) != 0;
    if ((seen & key) != 0 && !is_lenient) return LineProblem::key_twice;
    seen |= key;
    ondemand::value value;
    if (field.value().get(value) != simdjson::SUCCESS) return LineProblem::bad_json;
    if (others != nullptr && (key == kOther || is_lenient)) {
      others->push_back({raw_key(name), value.raw_json_token()});
    }
    if (is_lenient) {
      read_lenient(key, value, record);
    } else if (const Problem problem = read_value(key, value, record)) {
      return problem;
    }
  }
  return (seen & kType) != 0 ? Problem{} : LineProblem::no_type;
}

std::optional<LineProblem> RecordParser::parse(std::string_view line, Record& record,
                                               std::vector<OtherField>* others) {
  record.reset();
  if (others != nullptr) others->clear();
  ondemand::document document;
  const auto error = impl_->parser.iterate(line.data(), line.size(), line.size() + kPadding).get(document);
  if (error == simdjson::UTF8_ERROR) return LineProblem::bad_utf8;
  if (error != simdjson::SUCCESS) return LineProblem::bad_json;
  ondemand::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) return LineProblem::no_object;
  if (const Problem problem = Impl::read_fields(object, record, others)) return problem;
  const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  return at_end ? Problem{} : LineProblem::several_records;
}

std::optional<Address> parse_address(const char* text) {
  if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) return std::nullopt;
  text += 2;
  if (*text == '"') return std::nullopt;
  std::uint64_t value = 0;
  for (; *text != '"'; ++text) {
    const int digit = hex_digit(*text);
    if (digit < 0 || (value >> 60) != 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint64_t>(digit);
  }
  return Address{value};
}

std::optional<Address> peek_address(std::string_view line) {
  constexpr std::string_view kPrefix = R"({"address":")";
  if (!line.starts_with(kPrefix)) return std::nullopt;
  if (line.find('"', kPrefix.size()) == std::string_view::npos) return std::nullopt;
  return parse_address(line.data() + kPrefix.size());
}

}  // namespace heapgate
