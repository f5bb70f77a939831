#include "comparison.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "diff/group_order.hpp"
#include "rules/baseline/baseline_sets.hpp"

namespace heapgate {
namespace {

// What a thread makes when it first serves is an object or two of a line. More than that, and it may as well
// be a leak into what each thread holds.
constexpr std::uint64_t kFewSteps = 3;

// Once for each thread, and not again.
bool stepped_once(const Group& group, const GroupReferences& told) {
  const bool grew = group.live.back().objects > group.live.front().objects;
  return told.stepped && grew && group.pattern != Pattern::growing && group.leaked.objects <= kFewSteps;
}

Totals totals_of(const std::vector<PlacedGroup>& groups) {
  Totals totals;
  for (const PlacedGroup& placed : groups) {
    totals.leaked.add(placed.not_allowed());
    totals.kept.add(placed.group.kept - placed.allowed.kept);
    totals.transient.add(placed.group.transient - placed.allowed.transient);
  }
  return totals;
}

bool is_over_budget(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), is_over);
}

/// Groups and what the rules say of them.
struct Judged {
  std::vector<PlacedGroup> groups;
  std::vector<Finding> findings;
  std::optional<BaselineReport> baseline;
};

// All that leaks, and what else an exceeded budget counts.
struct Watched {
  std::set<GroupKey> leaking;
  std::set<GroupKey> others;

  void add(const Judged& judged) {
    for (const PlacedGroup& placed : judged.groups) {
      if (placed.group.leaked.objects > 0) leaking.insert(placed.group.key);
    }
    for (const Finding& finding : judged.findings) {
      if (!is_over(finding)) continue;
      for (const std::size_t group : finding.groups) others.insert(judged.groups[group].group.key);
    }
  }
  // Those that leak first.
  [[nodiscard]] std::vector<GroupKey> keys() const {
    std::vector<GroupKey> keys(leaking.begin(), leaking.end());
    std::set_difference(others.begin(), others.end(), leaking.begin(), leaking.end(),
                        std::back_inserter(keys));
    return keys;
  }
};

// Of each exceeded budget the first group, if it is over its limit without a leak of its own: its contents
// grow, or it is one of many.
std::vector<std::size_t> leaking_nothing(const Judged& judged) {
  std::set<std::size_t> groups;
  for (const Finding& finding : judged.findings) {
    if (!is_over(finding) || finding.groups.empty()) continue;
    const std::size_t first = finding.groups.front();
    const Pattern pattern = judged.groups[first].group.pattern;
    if (pattern == Pattern::growing || pattern == Pattern::spread) groups.insert(first);
  }
  return {groups.begin(), groups.end()};
}

using Told = std::map<GroupKey, GroupReferences>;

// Whether what the group came to hold are objects that leak, nearly as many as it grew by.
bool holds_leak(const Group& group, const GroupReferences& told,
                const std::map<GroupKey, const Group*>& groups) {
  constexpr double kNearlyAll = 0.9;
  std::uint64_t references = 0;
  std::uint64_t leaked = 0;
  for (const auto& [key, number] : told.filled_by) {
    const auto found = groups.find(key);
    if (found == groups.end()) continue;
    const bool spread = found->second->pattern == Pattern::spread;
    const std::uint64_t objects = spread ? found->second->kept.objects : found->second->leaked.objects;
    if (objects == 0 && !spread) continue;
    references += number;
    leaked += objects;
  }
  return group.grown.items > 0 &&
         static_cast<double>(references) >= kNearlyAll * static_cast<double>(told.grown) &&
         static_cast<double>(leaked) >= kNearlyAll * static_cast<double>(group.grown.items);
}

std::vector<Group*> groups_of(std::vector<PlacedGroup>& placed) {
  std::vector<Group*> groups;
  for (PlacedGroup& one : placed) groups.push_back(&one.group);
  return groups;
}

void sort(std::vector<PlacedGroup>& groups) {
  std::stable_sort(groups.begin(), groups.end(), [](const PlacedGroup& a, const PlacedGroup& b) {
    return most_leaked_first(a.group, b.group);
  });
}

void use_bounds(const Told& told, std::vector<PlacedGroup>& groups) {
  for (PlacedGroup& placed : groups) {
    const auto found = told.find(placed.group.key);
    if (found == told.end()) continue;
    const GroupReferences& references = found->second;
    placed.held = std::make_shared<const HeldShare>(
        HeldShare{references.objects, references.below, references.grown, references.grown_below});
    if (stepped_once(placed.group, found->second)) {
      placed.group.leaked = {};
      placed.group.stepped = true;
      placed.group.pattern = Pattern::one_time;
    }
    if (!found->second.bounded || placed.group.pattern == Pattern::growing) continue;
    placed.group.leaked = {};
    placed.group.pattern = Pattern::bounded;
  }
}

void use_fillings(const Told& told, std::vector<PlacedGroup>& groups) {
  std::map<GroupKey, const Group*> by_key;
  for (const PlacedGroup& placed : groups) {
    if (told.contains(placed.group.key)) by_key.emplace(placed.group.key, &placed.group);
  }
  for (PlacedGroup& placed : groups) {
    const auto found = told.find(placed.group.key);
    if (found != told.end()) placed.holds_leak = holds_leak(placed.group, found->second, by_key);
  }
}

void use(const Told& told, std::vector<PlacedGroup>& groups, std::span<const std::uint64_t> iterations) {
  use_bounds(told, groups);
  mark_spread(groups_of(groups), iterations);
  use_fillings(told, groups);
  sort(groups);
}

/// From groups to findings, for which the references may be asked.
class Comparison {
 public:
  Comparison(const std::vector<Process>& processes, const Rulebook& rulebook, const JudgeOptions& options,
             Verdict& verdict)
      : processes_(processes), rulebook_(rulebook), options_(options), verdict_(verdict) {}

  std::vector<Finding> run(bool identity_lost) {
    Diff compared = identity_lost ? diff_by_class_growth(processes_, options_.iterations)
                                  : diff(processes_, options_.iterations, options_.threads);
    verdict_.basis = compared.basis;
    judged_.groups = place(std::move(compared.groups), verdict_.roots);
    together_.groups = place(std::move(compared.together), verdict_.roots);
    context_ = {compared.basis, compared.has_sites, options_.iterations};
    if (options_.explaining == Explaining::never) context_.holders = Holders::unknown;
    judge_all();
    if (wants_references()) {
      ask_references();
    } else if (!is_over_budget(judged_.findings) && !is_over_budget(together_.findings)) {
      calm();
    }
    verdict_.totals = totals_of(judged_.groups);
    verdict_.groups = std::move(judged_.groups);
    verdict_.findings = std::move(judged_.findings);
    verdict_.baseline = std::move(judged_.baseline);
    return std::move(together_.findings);
  }

 private:
  [[nodiscard]] bool wants_references() const {
    if (options_.explaining != Explaining::over_budget) return options_.explaining == Explaining::always;
    return is_over_budget(judged_.findings) || is_over_budget(together_.findings);
  }

  void judge_all() {
    judge_groups(judged_);
    if (!together_.groups.empty()) judge_groups(together_);
  }

  // What the references would tell of groups that exceed no budget, as well as it can be told without them.
  void calm() {
    bool any = false;
    for (Judged* judged : {&judged_, &together_}) {
      if (!calm_shifting(groups_of(judged->groups), options_.iterations)) continue;
      any = true;
      sort(judged->groups);
    }
    if (any) judge_all();
  }

  void judge_groups(Judged& judged) const {
    for (PlacedGroup& placed : judged.groups) placed.allowed = {};
    judged.findings = apply_allow(rulebook_, judged.groups, context_, options_.today);
    std::vector<Finding> findings = judge(rulebook_, judged.groups, context_);
    std::move(findings.begin(), findings.end(), std::back_inserter(judged.findings));
    judged.findings.insert(judged.findings.end(), options_.trends.begin(), options_.trends.end());
    if (!options_.baseline_path) return;
    if (options_.baseline) {
      std::erase_if(judged.findings, [&](const Finding& finding) {
        return is_over(finding) && lets_set_leak(*options_.baseline, finding, judged.groups);
      });
    }
    judged.baseline = apply_baseline(options_.baseline, *options_.baseline_path, rulebook_, judged.findings);
  }

  void ask_references() {
    context_.holders = Holders::unknown;
    if (verdict_.basis != Basis::objects) {
      judge_all();
      verdict_.explanation.emplace().problem = "objects cannot be told apart in these dumps";
      return;
    }
    Watched watched;
    watched.add(judged_);
    watched.add(together_);
    const std::vector<GroupKey> keys = watched.keys();
    const References references(processes_, {keys, holders(rulebook_), watched.leaking.size()},
                                {verdict_.roots, options_.threads});
    if (references.problem().empty()) {
      context_.holders = Holders::known;
      Told told;
      std::vector<GroupReferences> groups = references.groups();
      std::size_t next = 0;
      for (const GroupKey& key : keys) told.emplace(key, std::move(groups[next++]));
      use(told, judged_.groups, options_.iterations);
      use(told, together_.groups, options_.iterations);
    }
    judge_all();
    verdict_.explanation = references.explain(judged_.groups, leaking_nothing(judged_));
  }

  const std::vector<Process>& processes_;
  const Rulebook& rulebook_;
  const JudgeOptions& options_;
  Verdict& verdict_;
  JudgeContext context_;
  Judged judged_;
  Judged together_;
};

}  // namespace

std::vector<Finding> compare(const std::vector<Process>& processes, const Rulebook& rulebook,
                             const JudgeOptions& options, bool identity_lost, Verdict& verdict) {
  return Comparison(processes, rulebook, options, verdict).run(identity_lost);
}

}  // namespace heapgate
