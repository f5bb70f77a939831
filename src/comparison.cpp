#include "comparison.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "diff/group_order.hpp"

namespace heapgate {
namespace {

// A group's tally less what is allowed of it.
Tally less(const Tally& all, const Tally& allowed) {
  return {all.objects - allowed.objects, all.bytes - allowed.bytes};
}

Totals totals_of(const std::vector<PlacedGroup>& groups) {
  Totals totals;
  for (const PlacedGroup& placed : groups) {
    totals.leaked.add(less(placed.group.leaked, placed.allowed.leaked));
    totals.kept.add(less(placed.group.kept, placed.allowed.kept));
    totals.transient.add(less(placed.group.transient, placed.allowed.transient));
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

// Those that leak, and all that an exceeded budget counts.
void add_watched(const Judged& judged, std::set<GroupKey>& watched) {
  for (const PlacedGroup& placed : judged.groups) {
    if (placed.group.leaked.objects > 0) watched.insert(placed.group.key);
  }
  for (const Finding& finding : judged.findings) {
    if (!is_over(finding)) continue;
    for (const std::size_t group : finding.groups) watched.insert(judged.groups[group].group.key);
  }
}

using Told = std::map<GroupKey, GroupReferences>;

void use(const Told& told, std::vector<PlacedGroup>& groups) {
  for (PlacedGroup& placed : groups) {
    const auto found = told.find(placed.group.key);
    if (found == told.end()) continue;
    placed.held = {found->second.objects, found->second.below};
    if (!found->second.bounded) continue;
    placed.group.leaked = {};
    placed.group.pattern = Pattern::bounded;
  }
  std::stable_sort(groups.begin(), groups.end(), [](const PlacedGroup& a, const PlacedGroup& b) {
    return most_leaked_first(a.group, b.group);
  });
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
    sight_ = {compared.basis, compared.has_sites, options_.iterations};
    if (options_.explaining == Explaining::never) sight_.holders = Holders::unknown;
    judge_all();
    if (wants_references()) ask_references();
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

  void judge_groups(Judged& judged) const {
    for (PlacedGroup& placed : judged.groups) placed.allowed = {};
    judged.findings = apply_allow(rulebook_, judged.groups, sight_, options_.today);
    std::vector<Finding> findings = judge(rulebook_, judged.groups, sight_);
    std::move(findings.begin(), findings.end(), std::back_inserter(judged.findings));
    judged.findings.insert(judged.findings.end(), options_.trends.begin(), options_.trends.end());
    if (!options_.baseline_path) return;
    judged.baseline = apply_baseline(options_.baseline, *options_.baseline_path, rulebook_, judged.findings);
  }

  void ask_references() {
    sight_.holders = Holders::unknown;
    if (verdict_.basis != Basis::objects) {
      judge_all();
      verdict_.explanation.emplace().problem = "objects cannot be told apart in these dumps";
      return;
    }
    std::set<GroupKey> watched;
    add_watched(judged_, watched);
    add_watched(together_, watched);
    const References references(processes_, {{watched.begin(), watched.end()}, holders(rulebook_)},
                                {verdict_.roots, options_.threads});
    if (references.problem().empty()) {
      sight_.holders = Holders::known;
      Told told;
      std::vector<GroupReferences> groups = references.groups();
      std::size_t next = 0;
      for (const GroupKey& key : watched) told.emplace(key, std::move(groups[next++]));
      use(told, judged_.groups);
      use(told, together_.groups);
    }
    judge_all();
    verdict_.explanation = references.explain(judged_.groups);
  }

  const std::vector<Process>& processes_;
  const Rulebook& rulebook_;
  const JudgeOptions& options_;
  Verdict& verdict_;
  Sight sight_;
  Judged judged_;
  Judged together_;
};

}  // namespace

bool is_over(const Finding& finding) {
  return finding.status == FindingStatus::fail || finding.status == FindingStatus::warn;
}

std::vector<Finding> compare(const std::vector<Process>& processes, const Rulebook& rulebook,
                             const JudgeOptions& options, bool identity_lost, Verdict& verdict) {
  return Comparison(processes, rulebook, options, verdict).run(identity_lost);
}

}  // namespace heapgate
