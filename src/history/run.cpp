#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "heapgate/baseline.hpp"
#include "heapgate/history.hpp"
#include "heapgate/version.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Names = std::pair<std::string, std::string>;
using Points = std::map<Names, SeriesPoint>;

Tally less(const Tally& all, const Tally& allowed) {
  return {all.objects - allowed.objects, all.bytes - allowed.bytes};
}

void add(Points& points, const std::string& class_name, const std::string& site, const Tally& leaked,
         const Tally& kept) {
  SeriesPoint& point = points[{class_name, site}];
  point.class_name = class_name;
  point.site = site;
  point.leaked.add(leaked);
  point.kept.add(kept);
}

auto rank(const SeriesPoint& point) {
  return std::tuple(point.leaked.objects, point.leaked.bytes, point.kept.objects, point.kept.bytes);
}

SeriesList largest(const Points& points, std::size_t top) {
  SeriesList list;
  for (const auto& [names, point] : points) list.top.push_back(point);
  // Stable: what is as large stays in the order of its names.
  std::stable_sort(list.top.begin(), list.top.end(),
                   [](const SeriesPoint& a, const SeriesPoint& b) { return rank(a) > rank(b); });
  for (std::size_t i = top; i < list.top.size(); ++i) {
    list.rest_leaked.add(list.top[i].leaked);
    list.rest_kept.add(list.top[i].kept);
    ++list.rest_count;
  }
  list.top.resize(std::min(top, list.top.size()));
  return list;
}

void fill_series(HistoryRun& run, const std::vector<PlacedGroup>& groups, std::size_t top) {
  Points by_group, by_class, by_site;
  for (const PlacedGroup& placed : groups) {
    const Group& group = placed.group;
    run.live.resize(std::max(run.live.size(), group.live.size()));
    for (std::size_t i = 0; i < group.live.size(); ++i) run.live[i].add(group.live[i]);
    const Tally leaked = less(group.leaked, placed.allowed.leaked);
    const Tally kept = less(group.kept, placed.allowed.kept);
    if (leaked.objects == 0 && kept.objects == 0) continue;
    const bool is_imemo = group.key.type == "IMEMO";
    const std::string class_name = clean_line((is_imemo ? "IMEMO " : "") + group.key.class_name);
    const std::string site = clean_line(placed.short_site());
    add(by_group, class_name, site, leaked, kept);
    add(by_class, class_name, "", leaked, kept);
    add(by_site, "", site, leaked, kept);
  }
  run.groups = largest(by_group, top);
  run.classes = largest(by_class, top);
  run.sites = largest(by_site, top);
}

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
  const bool by_rate = finding.unit == Unit::per_1000;
  return {clean_line(finding.rule),
          clean_line(finding.subject),
          name_of(budget.each),
          finding.measure,
          finding.unit,
          finding.status,
          by_rate ? finding.rate : static_cast<double>(finding.actual),
          by_rate ? finding.rate_limit : static_cast<double>(finding.limit)};
}

// Of one rule and unit, the highest stays; the first of those that are as high.
std::vector<BudgetPoint> worst_findings(const Verdict& verdict, const Rulebook& rulebook) {
  std::vector<BudgetPoint> points;
  for (const Finding& finding : verdict.findings) {
    const auto budget = std::find_if(rulebook.budgets.begin(), rulebook.budgets.end(),
                                     [&](const Budget& b) { return b.id == finding.rule; });
    if (budget == rulebook.budgets.end() || finding.status == FindingStatus::skip) continue;
    const BudgetPoint point = point_of(finding, *budget);
    const auto before = std::find_if(points.begin(), points.end(), [&](const BudgetPoint& p) {
      return p.rule == point.rule && p.unit == point.unit && p.limit == point.limit;
    });
    if (before == points.end()) {
      points.push_back(point);
    } else if (point.actual > before->actual) {
      *before = point;
    }
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
  fill_series(run, verdict.groups, top);
  run.budgets = worst_findings(verdict, rulebook);
  return run;
}

}  // namespace heapgate
