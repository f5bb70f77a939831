#include "rule_node.hpp"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>

#include "heapgate/error.hpp"
#include "util/quotes.hpp"
#include "util/suggest.hpp"
#include "util/units.hpp"

namespace heapgate {
namespace {

constexpr std::string_view kUnits = "digits and one of B kB MB GB KiB MiB GiB";

[[noreturn]] void fail_at(const std::string& path, const YAML::Mark& mark, const std::string& what) {
  // yaml-cpp counts from 0; a null mark has -1.
  throw UsageError(path + ":" + std::to_string(std::max(mark.line, 0) + 1) + ":" +
                   std::to_string(std::max(mark.column, 0) + 1) + ": " + what);
}

// yaml-cpp places a value that is not there at what comes next, often another entry: take the key's place.
YAML::Mark mark_of(const YAML::Node& value, const YAML::Node& key) {
  const bool is_elsewhere = value.IsNull() && value.Mark().line != key.Mark().line;
  return is_elsewhere ? key.Mark() : value.Mark();
}

// Passes over a document but for where it begins.
class DocumentStart : public YAML::EventHandler {
 public:
  YAML::Mark mark;

  void OnDocumentStart(const YAML::Mark& start) override { mark = start; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*at*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*at*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

// Where a second document begins, if one does. YAML::Load reads the first and passes over the rest in
// silence; YAML::LoadAll does not end on some garbage.
std::optional<YAML::Mark> second_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStart start;
  parser.HandleNextDocument(start);
  if (!parser.HandleNextDocument(start)) return std::nullopt;
  return start.mark;
}

// A glob that begins with a star reads as a YAML alias.
std::string hint(const std::string& message) {
  const bool alias =
      message.find("alias") != std::string::npos || message.find("anchor") != std::string::npos;
  return alias ? "; a pattern that begins with '*' needs quotes" : "";
}

template <class Number>
std::optional<Number> whole_number(const YAML::Node& node) {
  const std::string digits = node.IsScalar() ? node.Scalar() : std::string();
  Number value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

RuleNode RuleNode::parse(const std::string& text, const std::string& path) {
  try {
    const YAML::Node document = YAML::Load(text);
    if (const auto second = second_document(text)) {
      fail_at(path, *second, "a rule file is one YAML document, but another begins here");
    }
    return {document, path};
  } catch (const YAML::Exception& error) {
    // What stands behind a colon is the file's own text, and it may be any file.
    fail_at(path, error.mark,
            "not valid YAML: " + error.msg.substr(0, error.msg.find(": ")) + hint(error.msg));
  }
}

void RuleNode::fail(const std::string& what) const {
  fail_at(path_, mark_, what);
}

RuleSource RuleNode::source() const {
  return {path_, std::max(mark_.line, 0) + 1, std::max(mark_.column, 0) + 1};
}

// What stands there, for messages.
std::string RuleNode::shown() const {
  if (node_.IsSequence()) return "a list";
  if (node_.IsMap()) return "a mapping";
  if (!node_.IsScalar()) return "nothing";
  constexpr std::size_t kShown = 60;
  const std::string& text = node_.Scalar();
  return text.size() <= kShown ? in_quotes(text) : in_quotes(text.substr(0, kShown)) + "...";
}

bool RuleNode::is_foreign(std::span<const std::string_view> known) const {
  if (!node_.IsMap()) return node_.IsScalar();
  return node_.size() > 0 && std::none_of(node_.begin(), node_.end(), [&](const auto& entry) {
           if (!entry.first.IsScalar()) return false;
           const std::string& name = entry.first.Scalar();
           return std::find(known.begin(), known.end(), name) != known.end() ||
                  suggestion(name, known).starts_with("; did you mean");
         });
}

void RuleNode::each_entry(std::string_view what, std::span<const std::string_view> known,
                          const std::function<void(const std::string&, const RuleNode&)>& visit) const {
  if (!node_.IsMap()) fail(std::string(what) + " must be a mapping of keys, not " + shown());
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const RuleNode key(entry.first, path_);
    if (!entry.first.IsScalar()) key.fail("a key must be a text, not " + key.shown());
    const std::string& name = entry.first.Scalar();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      key.fail("unknown key " + in_quotes(name) + " in " + std::string(what) + suggestion(name, known));
    }
    if (!seen.insert(name).second) key.fail("the key " + in_quotes(name) + " is there twice");
    visit(name, RuleNode(entry.second, path_, mark_of(entry.second, entry.first)));
  }
}

std::vector<RuleNode> RuleNode::list(std::string_view name) const {
  if (!node_.IsSequence()) fail(in_quotes(name) + " must be a list, not " + shown());
  std::vector<RuleNode> items;
  for (const auto& item : node_) items.emplace_back(item, path_);
  return items;
}

std::string RuleNode::text(std::string_view name) const {
  if (!node_.IsScalar()) fail(in_quotes(name) + " must be a text, not " + shown());
  if (node_.Scalar().empty()) fail(in_quotes(name) + " must not be empty");
  return node_.Scalar();
}

std::vector<std::string> RuleNode::text_or_list(std::string_view name) const {
  if (!node_.IsSequence()) return {text(name)};
  std::vector<std::string> texts;
  for (const RuleNode& item : list(name)) texts.push_back(item.text(name));
  if (texts.empty()) fail(in_quotes(name) + " must not be an empty list");
  return texts;
}

std::uint64_t RuleNode::count(std::string_view name) const {
  const auto value = whole_number<std::uint64_t>(node_);
  if (!value) fail(in_quotes(name) + " must be a whole number from 0, not " + shown());
  return *value;
}

std::int64_t RuleNode::integer(std::string_view name) const {
  const auto value = whole_number<std::int64_t>(node_);
  if (!value) fail(in_quotes(name) + " must be a whole number, not " + shown());
  return *value;
}

Bytes RuleNode::bytes(std::string_view name) const {
  const auto value = node_.IsScalar() ? parse_bytes(node_.Scalar()) : std::nullopt;
  if (!value) fail(in_quotes(name) + " must be a size (" + std::string(kUnits) + "), not " + shown());
  return *value;
}

double RuleNode::number(std::string_view name) const {
  const std::string text = node_.IsScalar() ? node_.Scalar() : std::string();
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (text.empty() || error != std::errc{} || stop != end || !(value >= 0) || !std::isfinite(value)) {
    fail(in_quotes(name) + " must be a number from 0, not " + shown());
  }
  return value;
}

std::chrono::year_month_day RuleNode::date(std::string_view name) const {
  const auto value = node_.IsScalar() ? parse_date(node_.Scalar()) : std::nullopt;
  if (!value) fail(in_quotes(name) + " must be a date (YYYY-MM-DD), not " + shown());
  return *value;
}

std::size_t RuleNode::choice(std::string_view name, std::span<const std::string_view> known) const {
  const std::string value = text(name);
  const auto found = std::find(known.begin(), known.end(), value);
  if (found == known.end()) fail(in_quotes(name) + " cannot be " + shown() + suggestion(value, known));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace heapgate
