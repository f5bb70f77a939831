#include "fast_parser.hpp"

#include <cstring>

#include "record_keys.hpp"
#include "scan.hpp"

namespace heapgate {

// One line while it is read. Each function goes past what it is named for, or says that it is not certain.
// All in one function once compiled, so that the position stays in a register.
class FastLine {
 public:
  FastLine(FastParser& parser, const char* line, Record& record)
      : parser_(parser), at_(line), record_(record) {}

  [[gnu::always_inline]] bool read();
  [[nodiscard]] const char* end() const { return at_; }

 private:
  template <std::size_t N>
  [[gnu::always_inline]] bool skip(const char (&text)[N]) {  // NOLINT(modernize-avoid-c-arrays): a literal
    if (!starts_with<N - 1>(at_, text)) return false;
    at_ += N - 1;
    return true;
  }
  [[gnu::always_inline]] bool once(Key key) {
    const bool first = (seen_ & key) == 0;
    seen_ |= key;
    return first;
  }

  [[gnu::always_inline]] bool head();
  [[gnu::always_inline]] bool count_field();
  [[gnu::always_inline]] bool common_field();
  [[gnu::always_inline]] bool site();
  [[gnu::always_inline]] bool address(Address& out);
  [[gnu::always_inline]] bool text(std::string_view& out);
  [[gnu::always_inline]] bool text(Key key, std::optional<std::string_view>& out);
  [[gnu::always_inline]] bool number(std::uint64_t& out);
  [[gnu::always_inline]] bool line_number();
  [[gnu::always_inline]] bool generation();
  [[gnu::always_inline]] bool memsize();
  [[gnu::always_inline]] bool references();
  [[gnu::always_inline]] bool string();
  [[gnu::always_inline]] bool flags();

  // What is rare is kept apart.
  [[gnu::noinline]] static bool other_field(FastLine& line) { return line.any_field(); }
  [[gnu::noinline]] static bool other_flags(FastLine& line) { return line.any_flags(); }
  bool any_field();
  bool any_flags();
  bool singleton();
  [[gnu::always_inline]] bool scalar();
  // On a copy, since what another function can see cannot stay in registers.
  [[gnu::always_inline]] bool apart(bool (*other)(FastLine&)) {
    FastLine copy = *this;
    const bool certain = other(copy);
    at_ = copy.at_;
    seen_ = copy.seen_;
    return certain;
  }

  FastParser& parser_;
  const char* at_;
  Record& record_;
  std::uint64_t unused_ = 0;
  unsigned seen_ = kAddress | kType;
  bool done_ = false;
};

inline bool FastLine::address(Address& out) {
  const HexNumber hex = read_hex(at_);
  out = Address{hex.value};
  at_ += hex.digits;
  return hex.digits > 0 && *at_++ == '"';
}

inline bool FastLine::text(std::string_view& out) {
  const char* end = find_special(at_);
  out = {at_, static_cast<std::size_t>(end - at_)};
  at_ = end + 1;
  return *end == '"';
}

inline bool FastLine::text(Key key, std::optional<std::string_view>& out) {
  return once(key) && text(out.emplace());
}

inline bool FastLine::number(std::uint64_t& out) {
  constexpr unsigned kMaxDigits = 18;  // all of which fit
  const char* begin = at_;
  std::uint64_t value = 0;
  for (unsigned digit = 0; (digit = static_cast<unsigned>(*at_) - '0') <= 9; ++at_)
    value = value * 10 + digit;
  out = value;
  const auto digits = static_cast<std::size_t>(at_ - begin);
  return digits - 1 < kMaxDigits && (digits == 1 || *begin != '0');
}

inline bool FastLine::generation() {
  std::uint64_t value = 0;
  if (!once(kGeneration) || !number(value)) return false;
  record_.generation = static_cast<Generation>(value);
  return value < static_cast<std::uint64_t>(Generation::untraced);
}

inline bool FastLine::line_number() {
  std::uint64_t value = 0;
  const bool certain = once(kLine) && number(value);
  record_.line = static_cast<std::int64_t>(value);
  return certain;
}

inline bool FastLine::memsize() {
  return once(kMemsize) && number(record_.memsize);
}

inline bool FastLine::singleton() {
  if (!once(kSingleton)) return false;
  record_.singleton = skip("true");
  return record_.singleton || skip("false");
}

inline bool FastLine::references() {
  if (!once(kReferences)) return false;
  if (*at_ != ']') {
    do {
      if (!skip("\"0x") || !address(record_.references.emplace_back())) return false;
    } while (skip(", "));
  }
  return *at_++ == ']';
}

// A string whose content does not matter; so an escape may be anything that RecordParser skips too.
inline bool FastLine::string() {
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

inline bool FastLine::scalar() {
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

inline bool FastLine::flags() {
  if (const char* end = parser_.known_tail(at_)) {
    at_ = end;
    done_ = true;
    return true;
  }
  return apart(other_flags);
}

inline bool FastLine::any_flags() {
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

// The fields behind the references, in Ruby's order.
inline bool FastLine::site() {
  if (skip(", \"line\":") && !line_number()) return false;
  if (skip(R"(, "method":")") && !text(kMethod, record_.method)) return false;
  if (skip(", \"generation\":") && !generation()) return false;
  if (skip(", \"memsize\":") && !memsize()) return false;
  return !skip(", \"flags\":{") || flags();
}

inline bool FastLine::count_field() {
  if (skip("bytesize\":")) return number(record_.bytesize);
  if (skip("length\":")) return number(record_.length);
  if (skip("size\":")) return number(record_.size);
  return (skip("shape_id\":") || skip("slot_size\":")) && number(unused_);
}

// `at_` is at a key, behind its quote.
inline bool FastLine::common_field() {
  switch (*at_) {
    case 'b':
    case 'l':
    case 's': return count_field();
    case 'c':
      if (skip("capacity\":")) return number(unused_);
      break;
    case 'e':
      if (skip("embedded\":true") || skip(R"(encoding":"UTF-8")")) return true;
      if (skip("encoding\":\"")) return string();
      break;
    case 'f':
      if (skip("file\":\"")) return text(kFile, record_.file) && site();
      if (skip("flags\":{")) return flags();
      if (skip("frozen\":true") || skip("fstring\":true")) return true;
      break;
    case 'i':
      if (skip("ivars\":")) return number(unused_);
      if (skip("imemo_type\":\"")) return text(kImemoType, record_.imemo_type);
      break;
    case 'm':
      if (skip("memsize\":")) return memsize();
      break;
    case 'r':
      if (skip("references\":[")) return references();
      break;
    case 'v':
      if (skip("value\":\"")) return string();
      break;
    default: break;
  }
  return false;
}

// Any field, where common_field() was not certain and has not moved.
inline bool FastLine::any_field() {
  if (skip("line\":")) return line_number();
  if (skip("method\":\"")) return text(kMethod, record_.method);
  if (skip("generation\":")) return generation();
  if (skip("class\":\"0x")) return once(kClass) && address(record_.klass);
  if (skip("name\":\"")) return text(kName, record_.name);
  if (skip("real_class_name\":\"")) return text(kRealClassName, record_.real_class_name);
  if (skip("superclass\":\"0x")) return once(kSuperclass) && address(record_.superclass);
  if (skip("singleton\":")) return singleton();
  if (skip("root\":\"")) return text(record_.root.emplace());
  std::string_view key;
  return text(key) && key_of(key) == kOther && *at_++ == ':' && scalar();
}

inline bool FastLine::head() {
  if (skip(R"({"address":"0x)")) {
    if (!address(record_.address.emplace()) || !skip(R"(, "type":")")) return false;
  } else if (!skip(R"({"type":")")) {
    return false;
  }
  if (!text(record_.type)) return false;
  return !skip(R"(, "class":"0x)") || (once(kClass) && address(record_.klass));
}

inline bool FastLine::read() {
  record_.reset();
  if (!head()) return false;
  while (skip(", \"")) {
    const char* key = at_;
    if (!common_field()) {
      if (at_ != key) return false;
      if (!apart(other_field)) return false;
    }
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
    if (tail.size != 0 && same_bytes(at, tail.text.data(), tail.size)) return at + tail.size - 1;
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
