#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/rules.hpp"

namespace heapgate {

/// A YAML node that knows its file, so that every complaint names file:line:column. All readers throw
/// UsageError if the node is not what they ask for.
class RuleNode {
 public:
  RuleNode(const YAML::Node& node, std::string path) : RuleNode(node, std::move(path), node.Mark()) {}

  /// Parses a file's text; `path` is for messages only.
  static RuleNode parse(const std::string& text, const std::string& path);

  [[noreturn]] void fail(const std::string& what) const;
  [[nodiscard]] RuleSource source() const;
  [[nodiscard]] bool is_list() const { return node_.IsSequence(); }
  /// Whether it is a text, or a mapping none of whose keys is in `known` or a slip of the pen from it.
  [[nodiscard]] bool is_foreign(std::span<const std::string_view> known) const;
  [[nodiscard]] bool is_empty() const { return node_.IsNull(); }

  /// Calls `visit(key, value)` for each entry; a key that is not in `known`, or there twice, is an error.
  /// `what` names the mapping in messages: "a budget".
  void each_entry(std::string_view what, std::span<const std::string_view> known,
                  const std::function<void(const std::string&, const RuleNode&)>& visit) const;

  /// `name` is the key this is the value of.
  [[nodiscard]] std::vector<RuleNode> list(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> text_or_list(std::string_view name) const;
  [[nodiscard]] std::uint64_t count(std::string_view name) const;
  /// Negative or not.
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] Bytes bytes(std::string_view name) const;
  /// A number from 0, with decimals or without.
  [[nodiscard]] double number(std::string_view name) const;
  /// YYYY-MM-DD
  [[nodiscard]] std::chrono::year_month_day date(std::string_view name) const;
  /// Index of the text in `known`.
  [[nodiscard]] std::size_t choice(std::string_view name, std::span<const std::string_view> known) const;

 private:
  RuleNode(const YAML::Node& node, std::string path, const YAML::Mark& mark)
      : node_(node), path_(std::move(path)), mark_(mark) {}
  [[nodiscard]] std::string shown() const;

  YAML::Node node_;
  std::string path_;
  YAML::Mark mark_;
};

}  // namespace heapgate
