#include "rule_node.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "heapgate/error.hpp"
#include "suggest.hpp"
#include "units.hpp"

namespace heapgate {
namespace {

constexpr std::string_view kUnits = "digits and one of B kB MB GB KiB MiB GiB";

[[noreturn]] void fail_at(const std::string& path, const YAML::Mark& mark, const std::string& what) {
  // yaml-cpp counts from 0; a null mark has -1.
  throw UsageError(path + ":" + std::to_string(std::max(mark.line, 0) + 1) + ":" +
                   std::to_string(std::max(mark.column, 0) + 1) + ": " + what);
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

}  // namespace

RuleNode RuleNode::parse(const std::string& text, const std::string& path) {
  try {
    return {YAML::Load(text), path};
  } catch (const YAML::Exception& error) {
    fail_at(path, error.mark, "not valid YAML: " + error.msg);
  }
}

void RuleNode::fail(const std::string& what) const {
  fail_at(path_, node_.Mark(), what);
}

RuleSource RuleNode::source() const {
  const YAML::Mark mark = node_.Mark();
  return {path_, std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

// What stands there, for messages.
std::string RuleNode::shown() const {
  if (node_.IsSequence()) return "a list";
  if (node_.IsMap()) return "a mapping";
  return node_.IsScalar() ? quoted(node_.Scalar()) : "nothing";
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
      key.fail("unknown key " + quoted(name) + " in " + std::string(what) + suggestion(name, known));
    }
    if (!seen.insert(name).second) key.fail("the key " + quoted(name) + " is there twice");
    visit(name, RuleNode(entry.second, path_));
  }
}

std::vector<RuleNode> RuleNode::list(std::string_view name) const {
  if (!node_.IsSequence()) fail(quoted(name) + " must be a list, not " + shown());
  std::vector<RuleNode> items;
  for (const auto& item : node_) items.emplace_back(item, path_);
  return items;
}

std::string RuleNode::text(std::string_view name) const {
  if (!node_.IsScalar()) fail(quoted(name) + " must be a text, not " + shown());
  if (node_.Scalar().empty()) fail(quoted(name) + " must not be empty");
  return node_.Scalar();
}

std::vector<std::string> RuleNode::text_or_list(std::string_view name) const {
  if (!node_.IsSequence()) return {text(name)};
  std::vector<std::string> texts;
  for (const RuleNode& item : list(name)) texts.push_back(item.text(name));
  if (texts.empty()) fail(quoted(name) + " must not be an empty list");
  return texts;
}

std::uint64_t RuleNode::count(std::string_view name) const {
  const std::string digits = node_.IsScalar() ? node_.Scalar() : std::string();
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || error != std::errc{} || stop != end) {
    fail(quoted(name) + " must be a whole number from 0, not " + shown());
  }
  return value;
}

Bytes RuleNode::bytes(std::string_view name) const {
  const auto value = node_.IsScalar() ? parse_bytes(node_.Scalar()) : std::nullopt;
  if (!value) fail(quoted(name) + " must be a size (" + std::string(kUnits) + "), not " + shown());
  return *value;
}

std::size_t RuleNode::choice(std::string_view name, std::span<const std::string_view> known) const {
  const std::string value = text(name);
  const auto found = std::find(known.begin(), known.end(), value);
  if (found == known.end())
    fail("unknown " + std::string(name) + " " + quoted(value) + suggestion(value, known));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace heapgate
