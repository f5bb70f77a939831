#pragma once

#include <string>
#include <utility>
#include <vector>

#include "heapgate/history.hpp"

/// Histories made up for the tests of trends.
namespace heapgate::test {

/// A run of main in which these classes leaked so many objects of 40 bytes, each at its own site.
inline HistoryRun leaking_run(int number, const std::vector<std::pair<std::string, std::uint64_t>>& classes) {
  HistoryRun run;
  run.id = "run" + std::to_string(number);
  run.time = 1'800'000'000 + number * 3600;
  run.outcome = Outcome::pass;
  run.origin.commit = "commit" + std::to_string(number);
  run.origin.branch = "main";
  for (const auto& [name, objects] : classes) {
    const Tally leaked{objects, objects * 40};
    const std::string site = "app/" + name + ".rb:1";
    run.series.classes.top.push_back({name, "", leaked, leaked});
    run.series.sites.top.push_back({"", site, leaked, leaked});
    run.series.groups.top.push_back({name, site, leaked, leaked});
    run.totals.leaked.add(leaked);
  }
  return run;
}

inline Rulebook trend_rules(Each each, std::uint64_t max) {
  Budget budget;
  budget.id = "creep";
  budget.subject = "all objects";
  budget.each = each;
  budget.measure = Measure::trend;
  budget.max = max;
  Rulebook rulebook;
  rulebook.budgets = {budget};
  return rulebook;
}

}  // namespace heapgate::test
