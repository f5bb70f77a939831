#include "rule_merger.hpp"

#include <algorithm>
#include <filesystem>

#include "file_text.hpp"
#include "heapgate/error.hpp"
#include "presets.hpp"
#include "rule_path.hpp"
#include "util/suggest.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

BudgetDraft with_defaults(BudgetDraft budget, const Defaults& defaults) {
  BudgetDraft fallback;
  fallback.each = defaults.each;
  fallback.measure = defaults.measure;
  fallback.severity = defaults.severity;
  budget.inherit(fallback);
  return budget;
}

// The budget with this id, or nullptr.
template <class Budgets>
auto find(Budgets& budgets, const std::string& id) -> decltype(budgets.data()) {
  const auto found =
      std::find_if(budgets.begin(), budgets.end(), [&](const BudgetDraft& other) { return other.id == id; });
  return found != budgets.end() ? &*found : nullptr;
}

}  // namespace

std::string located(const RuleSource& source, const std::string& what) {
  return source.path + ":" + std::to_string(source.line) + ":" + std::to_string(source.column) + ": " + what;
}

void RuleMerger::add_file(const std::string& path) {
  add(path, file_text(path, "", kMaxRuleFile, FileKind::any));
}

void RuleMerger::add_preset(const std::string& name) {
  add(name, std::string(*preset_text(name)));
}

void RuleMerger::add(const std::string& path, const std::string& text) {
  const RuleFile file = read_rule_file(text, path);
  const bool shipped = path.find('/') == std::string::npos && preset_text(path);
  chain_.push_back(path);
  if (!shipped) files.push_back(path);
  for (const Extends& extends : file.extends) add_extended(path, extends);
  for (const BudgetDraft& budget : file.budgets) merge(budget, file.defaults);
  for (const OverrideDraft& draft : file.overrides) merge(draft, file.defaults);
  for (AllowEntry entry : file.allow) {
    entry.shipped = shipped;
    allow.push_back(std::move(entry));
  }
  if (!file.roots.empty()) roots = file.roots;
  if (!file.iterations.empty()) {
    iterations = file.iterations;
    iterations_source = file.iterations_source;
  }
  if (file.advisory) advisory = file.advisory;
  for (const auto& [check, status] : file.trust) trust[check] = status;
  chain_.pop_back();
}

void RuleMerger::add_extended(const std::string& path, const Extends& extends) {
  const bool preset = is_preset_name(extends.name);
  const std::string target =
      preset ? extends.name : (fs::path(path).parent_path() / extends.name).lexically_normal().string();
  const auto seen = std::find(chain_.begin(), chain_.end(), target);
  if (seen != chain_.end()) {
    std::string cycle;
    for (auto at = seen; at != chain_.end(); ++at) cycle += *at + " -> ";
    throw UsageError(located(extends.source, "'extends' goes round: " + cycle + target));
  }
  if (!extended_.insert(target).second) return;
  if (!preset) return add(target, extended_text(target, extends));
  if (!preset_text(target)) {
    throw UsageError(
        located(extends.source, "unknown preset '" + target + "'" + suggestion(target, preset_names())));
  }
  add_preset(target);
}

// Of a file in the repository, where there is one: what a pull request names must not be read from elsewhere.
std::string RuleMerger::extended_text(const std::string& target, const Extends& extends) const {
  if (leaves_repository(chain_.front(), target)) {
    throw UsageError(located(extends.source, "'extends'" + chain_to(target) + ": '" + extends.name +
                                                 "' lies outside of the repository"));
  }
  const std::string place = located(extends.source, "'extends'" + chain_to(target) + ": ");
  return file_text(target, place, kMaxRuleFile, FileKind::regular);
}

// How the rule file comes to extend `target`, if by way of others.
std::string RuleMerger::chain_to(const std::string& target) const {
  if (chain_.size() < 2) return "";
  std::string text = " (";
  for (const std::string& path : chain_) text += path + " -> ";
  return text + target + ")";
}

void RuleMerger::merge(const BudgetDraft& budget, const Defaults& defaults) {
  BudgetDraft merged = budget;
  BudgetDraft* found = find(budgets, budget.id);
  if (found != nullptr) merged.inherit(*found);
  merged = with_defaults(std::move(merged), defaults);
  if (found != nullptr) {
    *found = std::move(merged);
  } else {
    budgets.push_back(std::move(merged));
  }
}

// An override of the same paths in another file is the same one, filled field by field.
void RuleMerger::merge(const OverrideDraft& draft, const Defaults& defaults) {
  for (const BudgetDraft& budget : draft.budgets) {
    PathBudget merged{draft.paths, budget, defaults};
    const auto [same, is_new] = override_at_.try_emplace({draft.paths, budget.id}, overrides_.size());
    if (!is_new) {
      merged.budget.inherit(overrides_[same->second]->budget);
      overrides_[same->second].reset();
      same->second = overrides_.size();
    }
    overrides_.emplace_back(std::move(merged));
  }
}

std::vector<RuleMerger::PathBudget> RuleMerger::path_budgets() const {
  std::vector<PathBudget> result;
  for (const std::optional<PathBudget>& each : overrides_) {
    if (!each) continue;
    PathBudget& override = result.emplace_back(*each);
    if (const BudgetDraft* found = find(budgets, override.budget.id)) override.budget.inherit(*found);
    override.budget = with_defaults(std::move(override.budget), override.defaults);
  }
  return result;
}

}  // namespace heapgate
