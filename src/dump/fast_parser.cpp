#include "fast_parser.hpp"

#include <cstring>

#include "record_keys.hpp"
#include "scan.hpp"

namespace heapgate {

// One line while it is read. Each function goes past what it is named for, or says that it is not certain.
class FastLine {
 public:
  FastLine(FastParser& parser, const char* line, Record& record)
      : parser_(parser), at_(line), record_(record) {}

  bool read();
  [[nodiscard]] const char* end() const { return at_; }

 private:
  template <std::size_t N>
  bool skip(const char (&text)[N]) {
    if (std::memcmp(at_, text, N - 1) != 0) return false;
    at_ += N - 1;
    return true;
  }
  bool once(Key key) {
    const bool first = (seen_ & key) == 0;
    seen_ |= key;
    return first;
  }

  bool head();
  bool field();
  bool known_field(bool& known);
  bool other_field();
  bool address(Address& out);
  bool text(std::string_view& out);
  bool text(Key key, std::optional<std::string_view>& out);
  bool number(std::uint64_t& out);
  bool generation();
  bool line_number();
  bool singleton();
  bool references();
  bool flags();
  bool scalar();
  bool string();

  FastParser& parser_;
  const char* at_;
  Record& record_;
  unsigned seen_ = kAddress | kType;
  bool done_ = false;
};

bool FastLine::address(Address& out) {
  const HexNumber hex = read_hex(at_);
  at_ += hex.digits;
  out = Address{hex.value};
  return hex.digits > 0 && *at_++ == '"';
}

bool FastLine::text(std::string_view& out) {
  const char* end = find_special(at_);
  out = {at_, static_cast<std::size_t>(end - at_)};
  at_ = end + 1;
  return *end == '"';
}

bool FastLine::text(Key key, std::optional<std::string_view>& out) {
  return once(key) && text(out.emplace());
}

bool FastLine::number(std::uint64_t& out) {
  constexpr unsigned kMaxDigits = 18;  // all of which fit
  out = 0;
  const char* begin = at_;
  for (; *at_ >= '0' && *at_ <= '9'; ++at_) {
    if (at_ - begin >= kMaxDigits) return false;
    out = out * 10 + static_cast<std::uint64_t>(*at_ - '0');
  }
  return at_ != begin && (*begin != '0' || at_ - begin == 1);
}

bool FastLine::generation() {
  std::uint64_t value = 0;
  if (!once(kGeneration) || !number(value)) return false;
  if (value >= static_cast<std::uint64_t>(Generation::untraced)) return false;
  record_.generation = static_cast<Generation>(value);
  return true;
}

bool FastLine::line_number() {
  std::uint64_t value = 0;
  if (!once(kLine) || !number(value)) return false;
  record_.line = static_cast<std::int64_t>(value);
  return true;
}

bool FastLine::singleton() {
  if (!once(kSingleton)) return false;
  record_.singleton = skip("true");
  return record_.singleton || skip("false");
}

bool FastLine::references() {
  if (!once(kReferences)) return false;
  if (*at_ == ']') {
    ++at_;
    return true;
  }
  for (;;) {
    if (!skip("\"0x") || !address(record_.references.emplace_back())) return false;
    if (*at_ == ']') break;
    if (!skip(", ")) return false;
  }
  ++at_;
  return true;
}

// A string whose content does not matter; so an escape may be anything that RecordParser skips too.
bool FastLine::string() {
  for (;;) {
    at_ = find_special(at_);
    if (*at_ == '"') break;
    if (*at_ != '\\') return false;
    const auto escaped = static_cast<unsigned char>(at_[1]);
    if (escaped < ' ' || escaped >= 0x80) return false;
    at_ += 2;
  }
  ++at_;
  return true;
}

bool FastLine::scalar() {
  switch (*at_) {
    case '"': ++at_; return string();
    case 't': return skip("true");
    case 'f': return skip("false");
    case 'n': return skip("null");
    case '-': ++at_; break;
    default: break;
  }
  const char* begin = at_;
  while ((*at_ >= '0' && *at_ <= '9') || *at_ == '.') ++at_;
  return at_ != begin;
}

bool FastLine::flags() {
  if (const char* end = parser_.known_tail(at_)) {
    at_ = end;
    done_ = true;
    return true;
  }
  const char* begin = at_;
  while (*at_ != '}') {
    if (*at_++ != '"') return false;
    at_ = find_special(at_);
    if (!skip("\":") || !scalar()) return false;
    if (*at_ != '}' && !skip(", ")) return false;
  }
  ++at_;
  if (at_[0] == '}' && at_[1] == '\n') parser_.remember_tail(begin, at_ + 2);
  return true;
}

// Sets `known` if the field is one of those that are read here.
bool FastLine::known_field(bool& known) {
  known = true;
  switch (*at_) {
    case 'c':
      if (skip("class\":\"0x")) return once(kClass) && address(record_.klass);
      break;
    case 'f':
      if (skip("flags\":{")) return flags();
      if (skip("file\":\"")) return text(kFile, record_.file);
      break;
    case 'g':
      if (skip("generation\":")) return generation();
      break;
    case 'i':
      if (skip("imemo_type\":\"")) return text(kImemoType, record_.imemo_type);
      break;
    case 'l':
      if (skip("line\":")) return line_number();
      break;
    case 'm':
      if (skip("memsize\":")) return once(kMemsize) && number(record_.memsize);
      if (skip("method\":\"")) return text(kMethod, record_.method);
      break;
    case 'n':
      if (skip("name\":\"")) return text(kName, record_.name);
      break;
    case 'r':
      if (skip("references\":[")) return references();
      if (skip("real_class_name\":\"")) return text(kRealClassName, record_.real_class_name);
      break;
    case 's':
      if (skip("superclass\":\"0x")) return once(kSuperclass) && address(record_.superclass);
      if (skip("singleton\":")) return singleton();
      break;
    case 'v':
      if (skip("value\":\"")) return string();
      break;
    default: break;
  }
  known = false;
  return true;
}

bool FastLine::other_field() {
  std::string_view key;
  return text(key) && key_of(key) == kOther && *at_++ == ':' && scalar();
}

bool FastLine::field() {
  bool known = false;
  if (!known_field(known)) return false;
  return known || other_field();
}

bool FastLine::head() {
  if (skip("{\"address\":\"0x")) {
    if (!address(record_.address.emplace()) || !skip(", \"type\":\"")) return false;
  } else if (!skip("{\"type\":\"")) {
    return false;
  }
  return text(record_.type);
}

bool FastLine::read() {
  record_.reset();
  if (!head()) return false;
  while (skip(", \"")) {
    if (!field()) return false;
    if (done_) return true;
  }
  return skip("}") && *at_ == '\n';
}

const char* FastParser::parse(const char* line, Record& record) {
  FastLine reader(*this, line, record);
  return reader.read() ? reader.end() : nullptr;
}

const char* FastParser::known_tail(const char* at) const {
  for (const Tail& tail : tails_) {
    if (tail.size != 0 && std::memcmp(at, tail.text.data(), tail.size) == 0) return at + tail.size - 1;
  }
  return nullptr;
}

void FastParser::remember_tail(const char* begin, const char* end) {
  const auto size = static_cast<std::size_t>(end - begin);
  Tail& tail = tails_[next_tail_++ % tails_.size()];
  if (size > tail.text.size()) return;
  std::memcpy(tail.text.data(), begin, size);
  tail.size = size;
}

}  // namespace heapgate
