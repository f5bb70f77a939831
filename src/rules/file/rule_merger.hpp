#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rule_file.hpp"

namespace heapgate {

/// Reads a rule file and all it extends into one: budgets and overrides in the order first named, those of
/// the same id filled field by field.
class RuleMerger {
 public:
  /// Throws UsageError.
  void add_file(const std::string& path);
  void add_preset(const std::string& name);

  /// A budget that goes for some paths only.
  struct PathBudget {
    std::vector<std::string> paths;
    BudgetDraft budget;
    Defaults defaults;  ///< of the file that names it
  };

  /// Of the same id the last that fits goes. What they do not say is taken from the budget of their id, as it
  /// is when every file is read.
  [[nodiscard]] std::vector<PathBudget> path_budgets() const;

  std::vector<std::string> files;  ///< that were read
  std::vector<BudgetDraft> budgets;
  std::vector<AllowEntry> allow;
  std::vector<std::string> roots;         ///< the last file that names any
  std::vector<std::uint64_t> iterations;  ///< the last file that names any
  RuleSource iterations_source;
  std::optional<bool> advisory;  ///< the last file that says it
  TrustPolicy trust;             ///< check by check, the last file that names it

 private:
  void add(const std::string& path, const std::string& text);
  void add_extended(const std::string& path, const Extends& extends);
  void merge(const BudgetDraft& budget, const Defaults& defaults);
  void merge(const OverrideDraft& draft, const Defaults& defaults);
  [[nodiscard]] std::string chain_to(const std::string& target) const;
  [[nodiscard]] std::string extended_text(const std::string& target, const Extends& extends) const;

  // In the order named; what another file says again moves to the end, and leaves an empty place.
  std::vector<std::optional<PathBudget>> overrides_;
  std::map<std::pair<std::vector<std::string>, std::string>, std::size_t> override_at_;  // by paths and id
  std::vector<std::string> chain_;  // the files being read, each extended by the one before
  std::set<std::string> extended_;  // what is extended twice counts where it is first named
};

/// "path:line:column: what"
[[nodiscard]] std::string located(const RuleSource& source, const std::string& what);

}  // namespace heapgate
