#pragma once

#include <string>

#include "heapgate/history.hpp"
#include "report/sample_verdict.hpp"

namespace heapgate::test {

/// A run of the failing verdict; `number` makes its id and its time.
inline HistoryRun sample_run(int number = 0, const std::string& branch = "main") {
  Rulebook rulebook;
  Budget budget;
  budget.id = "leak";
  budget.each = Each::group;
  budget.max = 20;
  rulebook.budgets = {budget};
  HistoryRun run = history_run(failing_verdict(), rulebook);
  run.id = "run" + std::to_string(number);
  run.time = 1'800'000'000 + number * 3600;
  run.origin.commit = "c" + std::to_string(number);
  run.origin.branch = branch;
  return run;
}

}  // namespace heapgate::test
