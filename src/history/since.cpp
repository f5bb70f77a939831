#include <algorithm>
#include <vector>

#include "heapgate/history.hpp"

namespace heapgate {
namespace {

// The limit that the finding exceeds, by the same subject.
bool is_exceeded(const HistoryRun& run, const Finding& finding) {
  return std::any_of(run.budgets.begin(), run.budgets.end(), [&](const BudgetPoint& point) {
    const bool is_exceeded = point.status == FindingStatus::fail || point.status == FindingStatus::warn;
    return is_exceeded && point.rule == finding.rule && point.measure == finding.measure &&
           point.unit == finding.unit && point.subject == finding.subject;
  });
}

// Oldest first. What could not be judged tells nothing.
std::vector<const HistoryRun*> judged_runs(const std::vector<HistoryRun>& runs, const TrendScope& scope) {
  std::vector<const HistoryRun*> judged;
  for (const HistoryRun& run : runs) {
    const bool same_repository = scope.repository.empty() || run.origin.repository == scope.repository;
    if (same_repository && run.origin.branch == scope.base && !run.origin.pull_request &&
        run.outcome != Outcome::inconclusive)
      judged.push_back(&run);
  }
  std::stable_sort(judged.begin(), judged.end(),
                   [](const HistoryRun* a, const HistoryRun* b) { return a->time < b->time; });
  return judged;
}

}  // namespace

void tell_since(std::vector<Finding>& findings, const std::vector<HistoryRun>& runs,
                const TrendScope& scope) {
  const std::vector<const HistoryRun*> judged = judged_runs(runs, scope);
  for (Finding& finding : findings) {
    if (!is_over(finding)) continue;
    const auto last_that_held = std::find_if(
        judged.rbegin(), judged.rend(), [&](const HistoryRun* run) { return !is_exceeded(*run, finding); });
    const auto first = last_that_held.base();
    if (first != judged.end() && !(*first)->origin.commit.empty())
      finding.since = OverSince{scope.base, (*first)->origin.commit};
  }
}

}  // namespace heapgate
