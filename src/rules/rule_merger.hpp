#pragma once

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
  };

  std::vector<BudgetDraft> budgets;
  std::vector<PathBudget> path_budgets;  ///< of the same id the last that fits goes
  std::vector<AllowEntry> allow;
  std::vector<std::string> roots;         ///< the last file that names any
  std::vector<std::uint64_t> iterations;  ///< the last file that names any
  std::optional<bool> advisory;           ///< the last file that says it
  TrustPolicy trust;                      ///< check by check, the last file that names it

 private:
  void add(const std::string& path, const std::string& text);
  void add_extended(const std::string& path, const Extends& extends);
  void merge(const BudgetDraft& budget, const Defaults& defaults);
  void merge(const OverrideDraft& draft, const Defaults& defaults);
  [[nodiscard]] BudgetDraft* find(const std::string& id);

  std::vector<std::string> chain_;  // the files being read, each extended by the one before
  std::set<std::string> extended_;  // what is extended twice counts where it is first named
};

/// "path:line:column: what"
[[nodiscard]] std::string located(const RuleSource& source, const std::string& what);

}  // namespace heapgate
