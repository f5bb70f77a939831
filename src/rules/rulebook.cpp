#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"
#include "presets.hpp"
#include "rule_file.hpp"
#include "rule_path.hpp"
#include "suggest.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultPreset = "default";

std::string located(const RuleSource& source, const std::string& what) {
  return source.path + ":" + std::to_string(source.line) + ":" + std::to_string(source.column) + ": " + what;
}

std::string read_text(const std::string& path, const std::string& context) {
  std::error_code ignored;
  errno = fs::is_directory(path, ignored) ? EISDIR : 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || errno == EISDIR) {
    throw UsageError(context + path + ": cannot be read: " + std::strerror(errno != 0 ? errno : ENOENT));
  }
  std::string text;
  for (std::array<char, 4096> part{}; file.read(part.data(), part.size()) || file.gcount() > 0;) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) throw UsageError(context + path + ": cannot be read: " + std::strerror(errno));
  return text;
}

// Reads a rule file and all it extends into one list of drafts, in the order first named.
class Merger {
 public:
  void add_file(const std::string& path, const std::string& context) { add(path, read_text(path, context)); }
  void add_preset(const std::string& name) { add(name, std::string(*preset_text(name))); }

  std::vector<BudgetDraft> budgets;
  std::vector<std::string> roots;  // the last file that names any
  TrustPolicy trust;               // check by check, the last file that names it

 private:
  void add(const std::string& path, const std::string& text);
  void add_extended(const std::string& path, const Extends& extends);
  void merge(const BudgetDraft& budget, const Defaults& defaults);

  std::vector<std::string> chain_;  // the files being read, each extended by the one before
  std::set<std::string> extended_;  // what is extended twice counts where it is first named
};

void Merger::add(const std::string& path, const std::string& text) {
  const RuleFile file = read_rule_file(text, path);
  chain_.push_back(path);
  for (const Extends& extends : file.extends) add_extended(path, extends);
  for (const BudgetDraft& budget : file.budgets) merge(budget, file.defaults);
  if (!file.roots.empty()) roots = file.roots;
  for (const auto& [check, status] : file.trust) trust[check] = status;
  chain_.pop_back();
}

void Merger::add_extended(const std::string& path, const Extends& extends) {
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
  if (!preset) return add_file(target, located(extends.source, "'extends': "));
  if (!preset_text(target)) {
    throw UsageError(
        located(extends.source, "unknown preset '" + target + "'" + suggestion(target, preset_names())));
  }
  add_preset(target);
}

void Merger::merge(const BudgetDraft& budget, const Defaults& defaults) {
  const auto found = std::find_if(budgets.begin(), budgets.end(),
                                  [&](const BudgetDraft& other) { return other.id == budget.id; });
  BudgetDraft merged = budget;
  if (found != budgets.end()) merged.inherit(*found);
  BudgetDraft fallback;
  fallback.each = defaults.each;
  fallback.measure = defaults.measure;
  fallback.severity = defaults.severity;
  merged.inherit(fallback);
  if (found != budgets.end()) {
    *found = std::move(merged);
  } else {
    budgets.push_back(std::move(merged));
  }
}

Budget finish(const BudgetDraft& draft) {
  Budget budget;
  budget.id = draft.id;
  budget.each = draft.each.value_or(Each::sum);
  budget.measure = draft.measure.value_or(Measure::leaked);
  budget.severity = draft.severity.value_or(Severity::error);
  budget.max = draft.max;
  budget.max_bytes = draft.max_bytes;
  budget.source = draft.source;
  budget.needs_sites = draft.sites || draft.gems || budget.each == Each::site || budget.each == Each::gem;
  const auto add = [&](const char* name, Matcher::Subject subject, const auto& patterns) {
    if (!patterns) return;
    budget.matchers.emplace_back(subject, *patterns);
    const std::string text = budget.matchers.back().text();
    budget.subject += (budget.subject.empty() ? "" : ", ") + std::string(name) + text;
  };
  add("", Matcher::Subject::class_name, draft.class_names);
  add("", Matcher::Subject::site, draft.sites);
  add("gem ", Matcher::Subject::gem, draft.gems);
  add("type ", Matcher::Subject::type, draft.types);
  if (budget.subject.empty()) budget.subject = "all objects";
  if (!budget.max && !budget.max_bytes && budget.severity != Severity::off) {
    throw UsageError(
        located(draft.source, "the budget '" + draft.id + "' has no limit: give it 'max' or 'max_bytes'"));
  }
  return budget;
}

// Relative roots stand for folders of the repository the rule file lies in, else beside the file.
std::string rule_folder(const std::string& path, const Surroundings& surroundings) {
  const fs::path absolute = (fs::path(surroundings.working_folder) / path).lexically_normal();
  fs::path folder = absolute.parent_path();
  if (const auto root = repository_root(folder.string())) return *root;
  if (folder.filename() == ".github") folder = folder.parent_path();
  return folder.string();
}

std::vector<std::string> absolute_roots(const std::vector<std::string>& roots, const std::string& base,
                                        const Surroundings& surroundings) {
  std::vector<std::string> absolute;
  absolute.reserve(roots.size() + 1);
  for (const std::string& root : roots)
    absolute.push_back((fs::path(base) / root).lexically_normal().string());
  if (!surroundings.github_workspace.empty()) absolute.push_back(surroundings.github_workspace);
  return absolute;
}

}  // namespace

Rulebook load_rulebook(const std::optional<std::string>& path, const Surroundings& surroundings) {
  const auto found = path ? path : find_rule_file(surroundings.working_folder);
  Merger merger;
  if (found) {
    merger.add_file(*found, "");
  } else {
    merger.add_preset(kDefaultPreset);
  }
  Rulebook rulebook;
  rulebook.path = found.value_or(kDefaultPreset);
  for (const BudgetDraft& draft : merger.budgets) rulebook.budgets.push_back(finish(draft));
  if (rulebook.budgets.empty())
    throw UsageError(rulebook.path + ":1:1: no budgets: there is nothing to judge");
  rulebook.trust = merger.trust;
  const std::string base = rule_folder(found.value_or("."), surroundings);
  rulebook.roots = absolute_roots(merger.roots, base, surroundings);
  rulebook.repository = repository_root(surroundings.working_folder).value_or("");
  return rulebook;
}

}  // namespace heapgate
