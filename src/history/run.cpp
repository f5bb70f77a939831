#include <algorithm>

#include "heapgate/baseline.hpp"
#include "heapgate/history.hpp"
#include "heapgate/version.hpp"
#include "heapgate/worst.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

const char* name_of(Each each) {
  switch (each) {
    case Each::sum: return "sum";
    case Each::group: return "group";
    case Each::class_name: return "class";
    case Each::site: return "site";
    case Each::gem: return "gem";
    case Each::file: return "file";
  }
  return "";
}

BudgetPoint point_of(const Finding& finding, const Budget& budget) {
  return {clean_line(finding.rule),
          clean_line(finding.subject),
          name_of(budget.each),
          finding.measure,
          finding.unit,
          finding.status,
          actual_of(finding),
          limit_of(finding)};
}

std::vector<BudgetPoint> budget_points(const Verdict& verdict, const Rulebook& rulebook) {
  std::vector<BudgetPoint> points;
  for (const Finding* finding : worst_findings(verdict.findings)) {
    const auto budget = std::find_if(rulebook.budgets.begin(), rulebook.budgets.end(),
                                     [&](const Budget& b) { return b.id == finding->rule; });
    if (budget != rulebook.budgets.end()) points.push_back(point_of(*finding, *budget));
  }
  return points;
}

}  // namespace

bool operator==(const HistoryRun& a, const HistoryRun& b) {
  return history_line(a) == history_line(b);
}

HistoryRun history_run(const Verdict& verdict, const Rulebook& rulebook, std::size_t top) {
  HistoryRun run;
  run.heapgate = kVersion;
  run.rules = rules_hash(rulebook);
  run.outcome = verdict.outcome;
  run.advisory = verdict.advisory;
  run.totals = verdict.totals;
  run.series = leak_series(verdict.groups, top);
  run.budgets = budget_points(verdict, rulebook);
  return run;
}

}  // namespace heapgate
