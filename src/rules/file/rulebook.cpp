#include <filesystem>
#include <map>
#include <memory>

#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"
#include "rule_merger.hpp"
#include "rule_path.hpp"
#include "util/git/git_state.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultPreset = "default";

void add_matcher(Budget& budget, const char* label, Matcher::Subject subject,
                 const std::optional<std::vector<std::string>>& patterns) {
  if (!patterns) return;
  budget.matchers.emplace_back(subject, *patterns);
  const std::string text = budget.matchers.back().text();
  budget.subject += (budget.subject.empty() ? "" : ", ") + std::string(label) + text;
}

void add_exempt(Budget& budget, const ExceptDraft& except) {
  const auto add = [&](Matcher::Subject subject, const std::optional<std::vector<std::string>>& patterns) {
    if (patterns) budget.exempt.emplace_back(subject, *patterns);
  };
  add(Matcher::Subject::class_name, except.class_names);
  add(Matcher::Subject::site, except.sites);
  add(Matcher::Subject::gem, except.gems);
  add(Matcher::Subject::type, except.types);
}

void check_limits(const BudgetDraft& draft, const Budget& budget) {
  if (budget.severity == Severity::off) return;
  if (!budget.max && !budget.max_bytes && !budget.max_per_1000) {
    throw UsageError(
        located(draft.source,
                "the budget '" + draft.id + "' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'"));
  }
}

// What a history does not tell cannot be asked of it.
void check_trend(const BudgetDraft& draft, const Budget& budget) {
  if (budget.measure != Measure::trend) return;
  const std::array<std::pair<bool, const char*>, 9> cannot{
      {{draft.gems.has_value(), "gem"},
       {draft.types.has_value(), "type"},
       {draft.held_by.has_value(), "held_by"},
       {draft.except.has_value(), "except"},
       {budget.each == Each::gem, "each: gem"},
       {budget.each == Each::file, "each: file"},
       {!budget.wider.empty(), "list of each"},
       {draft.max_per_1000.has_value(), "max_per_1000"},
       {draft.max_increase || draft.max_increase_bytes, "max_increase"}}};
  for (const auto& [asked, key] : cannot) {
    if (asked) {
      throw UsageError(located(draft.source, "the budget '" + draft.id +
                                                 "' measures a trend, which takes no '" + key +
                                                 "': a history tells classes, sites and groups"));
    }
  }
}

// What grew in place is told an interval.
void check_contents(const BudgetDraft& draft, const Budget& budget) {
  if (budget.measure != Measure::contents || !budget.max_per_1000) return;
  throw UsageError(located(draft.source,
                           "the budget '" + draft.id + "' measures contents, which takes no 'max_per_1000'"));
}

Budget finish(const BudgetDraft& draft) {
  Budget budget;
  budget.id = draft.id;
  budget.each = draft.each.value_or(Each::sum);
  budget.measure = draft.measure.value_or(Measure::leaked);
  budget.severity = draft.severity.value_or(Severity::error);
  budget.wider = draft.wider;
  budget.max = draft.max;
  budget.falls = draft.falls.value_or(false);
  budget.max_bytes = draft.max_bytes;
  budget.max_per_1000 = draft.max_per_1000;
  budget.max_increase = draft.max_increase.value_or(0);
  budget.max_increase_bytes = draft.max_increase_bytes.value_or(0);
  budget.source = draft.source;
  budget.needs_sites = draft.sites || draft.gems || budget.each == Each::site || budget.each == Each::gem ||
                       budget.each == Each::file;
  add_matcher(budget, "", Matcher::Subject::class_name, draft.class_names);
  add_matcher(budget, "", Matcher::Subject::site, draft.sites);
  add_matcher(budget, "gem ", Matcher::Subject::gem, draft.gems);
  add_matcher(budget, "type ", Matcher::Subject::type, draft.types);
  if (draft.held_by) {
    budget.held_by = HeldBy{Matcher(Matcher::Subject::holder, *draft.held_by)};
    budget.subject = below_text(budget.subject, budget.held_by->matcher);
  }
  if (draft.except) add_exempt(budget, *draft.except);
  if (budget.subject.empty()) budget.subject = "all objects";
  check_limits(draft, budget);
  check_trend(draft, budget);
  check_contents(draft, budget);
  return budget;
}

// Behind the budgets for all paths come those for some; what a later one of the same id judges, no earlier
// one does.
std::vector<Budget> finish_all(const RuleMerger& merger) {
  std::vector<Budget> budgets;
  for (const BudgetDraft& draft : merger.budgets) budgets.push_back(finish(draft));
  std::map<std::string, std::shared_ptr<std::vector<Matcher>>> paths_of;
  for (Budget& budget : budgets)
    budget.paths = paths_of[budget.id] = std::make_shared<std::vector<Matcher>>();
  for (const auto& [paths, draft, defaults] : merger.path_budgets()) {
    const Matcher path(Matcher::Subject::site, paths);
    auto& all = paths_of[draft.id];
    if (!all) all = std::make_shared<std::vector<Matcher>>();
    all->push_back(path);
    Budget budget = finish(draft);
    budget.paths = all;
    budget.first_except = all->size();
    budget.matchers.push_back(path);
    budget.scope = " in " + path.text();
    budget.subject += budget.scope;
    budget.needs_sites = true;
    budgets.push_back(std::move(budget));
  }
  return budgets;
}

// Relative roots stand for folders of the repository the rule file lies in, else beside the file.
std::string rule_folder(const std::string& path, const RunEnvironment& environment) {
  const fs::path absolute = (fs::path(environment.working_folder) / path).lexically_normal();
  fs::path folder = absolute.parent_path();
  if (const auto root = repository_root(folder.string())) return *root;
  if (folder.filename() == ".github") folder = folder.parent_path();
  return folder.string();
}

std::vector<std::string> absolute_roots(const std::vector<std::string>& roots, const std::string& base,
                                        const RunEnvironment& environment) {
  std::vector<std::string> absolute;
  absolute.reserve(roots.size() + 1);
  for (const std::string& root : roots)
    absolute.push_back((fs::path(base) / root).lexically_normal().string());
  if (!environment.github_workspace.empty()) absolute.push_back(environment.github_workspace);
  return absolute;
}

// Budgets first, then what is allowed.
template <class Book, class Visit>
void each_holder(Book& rulebook, const Visit& visit) {
  for (auto& budget : rulebook.budgets) {
    if (budget.held_by) visit(*budget.held_by);
  }
  for (auto& entry : rulebook.allow) {
    if (entry.held_by) visit(*entry.held_by);
  }
}

}  // namespace

std::vector<Matcher> holders(const Rulebook& rulebook) {
  std::vector<Matcher> matchers;
  each_holder(rulebook, [&](const HeldBy& held_by) { matchers.push_back(held_by.matcher); });
  return matchers;
}

Rulebook load_rulebook(const std::optional<std::string>& path, const RunEnvironment& environment) {
  const auto found = path ? path : find_rule_file(environment.working_folder);
  RuleMerger merger;
  if (found) {
    merger.add_file(*found);
  } else {
    merger.add_preset(kDefaultPreset);
  }
  Rulebook rulebook;
  rulebook.path = found.value_or(kDefaultPreset);
  rulebook.built_in = !found;
  rulebook.files = merger.files;
  rulebook.budgets = finish_all(merger);
  if (rulebook.budgets.empty())
    throw UsageError(rulebook.path + ":1:1: no budgets: there is nothing to judge");
  rulebook.allow = merger.allow;
  std::size_t next = 0;
  each_holder(rulebook, [&](HeldBy& held_by) { held_by.index = next++; });
  rulebook.iterations = merger.iterations;
  rulebook.iterations_source = merger.iterations_source;
  rulebook.advisory = merger.advisory.value_or(false);
  rulebook.trust = merger.trust;
  const std::string base = rule_folder(found.value_or("."), environment);
  rulebook.roots = absolute_roots(merger.roots, base, environment);
  rulebook.repository = repository_root(environment.working_folder).value_or("");
  return rulebook;
}

}  // namespace heapgate
