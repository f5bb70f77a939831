#include "comparison.hpp"

#include <algorithm>
#include <iterator>
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
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.status == FindingStatus::fail || finding.status == FindingStatus::warn;
  });
}

/// From groups to findings, for which the references may be asked.
class Comparison {
 public:
  Comparison(const std::vector<Process>& processes, const Rulebook& rulebook, const JudgeOptions& options,
             Verdict& verdict)
      : processes_(processes), rulebook_(rulebook), options_(options), verdict_(verdict) {}

  // Fills groups, totals, findings and what explains them.
  void run(bool identity_lost) {
    Diff compared = identity_lost ? diff_by_class_growth(processes_, options_.iterations)
                                  : diff(processes_, options_.iterations, options_.threads);
    verdict_.basis = compared.basis;
    verdict_.groups = place(std::move(compared.groups), verdict_.roots);
    sight_ = {compared.basis, compared.has_sites, options_.iterations};
    if (options_.explaining == Explaining::never) sight_.holding = Holding::unknown;
    judge_groups();
    const bool wanted = options_.explaining == Explaining::always ||
                        (options_.explaining == Explaining::over_budget && is_over_budget(verdict_.findings));
    if (wanted) ask_references();
  }

 private:
  void judge_groups() {
    for (PlacedGroup& placed : verdict_.groups) placed.allowed = {};
    verdict_.findings = apply_allow(rulebook_, verdict_.groups, sight_, options_.today);
    verdict_.totals = totals_of(verdict_.groups);
    std::vector<Finding> judged = judge(rulebook_, verdict_.groups, sight_);
    std::move(judged.begin(), judged.end(), std::back_inserter(verdict_.findings));
    verdict_.findings.insert(verdict_.findings.end(), options_.trends.begin(), options_.trends.end());
    if (!options_.baseline_path) return;
    verdict_.baseline =
        apply_baseline(options_.baseline, *options_.baseline_path, rulebook_, verdict_.findings);
  }

  void ask_references() {
    sight_.holding = Holding::unknown;
    if (verdict_.basis != Basis::objects) {
      judge_groups();
      verdict_.explanation.emplace().problem = "objects cannot be told apart in these dumps";
      return;
    }
    const std::vector<std::size_t> watched = watched_groups();
    ReferenceQuestions questions{{}, holders(rulebook_)};
    for (const std::size_t group : watched) questions.watched.push_back(verdict_.groups[group].group.key);
    const References references(processes_, std::move(questions), {verdict_.roots, options_.threads});
    if (references.problem().empty()) apply(references, watched);
    judge_groups();
    verdict_.explanation = references.explain(verdict_.groups);
  }

  // Those that leak, and all that an exceeded budget counts.
  [[nodiscard]] std::vector<std::size_t> watched_groups() const {
    std::set<std::size_t> watched;
    for (std::size_t i = 0; i < verdict_.groups.size(); ++i) {
      if (verdict_.groups[i].group.leaked.objects > 0) watched.insert(i);
    }
    for (const Finding& finding : verdict_.findings) {
      if (finding.status == FindingStatus::fail || finding.status == FindingStatus::warn)
        watched.insert(finding.groups.begin(), finding.groups.end());
    }
    return {watched.begin(), watched.end()};
  }

  void apply(const References& references, const std::vector<std::size_t>& watched) {
    sight_.holding = Holding::known;
    const std::vector<GroupReferences> told = references.groups();
    for (std::size_t i = 0; i < watched.size(); ++i) {
      PlacedGroup& placed = verdict_.groups[watched[i]];
      placed.held = {told[i].objects, told[i].below};
      if (!told[i].bounded) continue;
      placed.group.leaked = {};
      placed.group.pattern = Pattern::bounded;
    }
    std::stable_sort(
        verdict_.groups.begin(), verdict_.groups.end(),
        [](const PlacedGroup& a, const PlacedGroup& b) { return most_leaked_first(a.group, b.group); });
  }

  const std::vector<Process>& processes_;
  const Rulebook& rulebook_;
  const JudgeOptions& options_;
  Verdict& verdict_;
  Sight sight_;
};

}  // namespace

void compare(const std::vector<Process>& processes, const Rulebook& rulebook, const JudgeOptions& options,
             bool identity_lost, Verdict& verdict) {
  Comparison(processes, rulebook, options, verdict).run(identity_lost);
}

}  // namespace heapgate
