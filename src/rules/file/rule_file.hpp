#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/rules.hpp"
#include "rule_node.hpp"

namespace heapgate {

/// What a budget leaves out.
struct ExceptDraft {
  std::optional<std::vector<std::string>> class_names;
  std::optional<std::vector<std::string>> sites;
  std::optional<std::vector<std::string>> gems;
  std::optional<std::vector<std::string>> types;
};

/// A budget's fields as one file writes them; what is not written is absent.
struct BudgetDraft {
  std::string id;
  std::optional<std::vector<std::string>> class_names;
  std::optional<std::vector<std::string>> sites;
  std::optional<std::vector<std::string>> gems;
  std::optional<std::vector<std::string>> types;
  std::optional<std::vector<std::string>> held_by;
  std::optional<ExceptDraft> except;
  std::optional<Each> each;
  std::vector<Each> wider;  ///< what else `each` says
  std::optional<Measure> measure;
  std::optional<Severity> severity;
  std::optional<std::uint64_t> max;
  std::optional<bool> falls;
  std::optional<Bytes> max_bytes;
  std::optional<double> max_per_1000;
  std::optional<std::uint64_t> max_increase;
  std::optional<Bytes> max_increase_bytes;
  RuleSource source;

  /// Fills what is absent here from `other`; with a `max` of its own it falls only if it says so itself.
  void inherit(const BudgetDraft& other);
};

/// What `defaults` may say.
struct Defaults {
  std::optional<Each> each;
  std::optional<Measure> measure;
  std::optional<Severity> severity;
};

struct Extends {
  std::string name;
  RuleSource source;
};

/// Budgets for the groups below some paths, in place of those with the same id.
struct OverrideDraft {
  std::vector<std::string> paths;
  std::vector<BudgetDraft> budgets;
  RuleSource source;
};

/// One rule file, read and checked on its own.
struct RuleFile {
  std::string path;
  std::vector<Extends> extends;
  std::vector<std::string> roots;  ///< as written
  Defaults defaults;
  TrustPolicy trust;
  std::optional<bool> advisory;
  std::vector<std::uint64_t> iterations;
  RuleSource iterations_source;
  std::vector<BudgetDraft> budgets;
  std::vector<AllowEntry> allow;
  std::vector<OverrideDraft> overrides;
};

/// Reads a list of budgets, each id once.
[[nodiscard]] std::vector<BudgetDraft> read_budgets(const RuleNode& node);

/// Compiles a node's patterns; throws UsageError with its place if one is not well-formed.
[[nodiscard]] Matcher compiled(const RuleNode& node, Matcher::Subject subject, std::string_view name);

/// "String below Cache", "objects below Cache": what a rule with `held_by` counts.
[[nodiscard]] std::string below_text(const std::string& subject, const Matcher& holder);

[[nodiscard]] std::vector<AllowEntry> read_allow(const RuleNode& node);

/// Reads one file's text; throws UsageError. Defaults are not filled into the budgets: a budget of the same
/// id may come from what the file extends, and its fields go first.
[[nodiscard]] RuleFile read_rule_file(const std::string& text, const std::string& path);

}  // namespace heapgate
