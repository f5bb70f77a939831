#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "heapgate/history.hpp"
#include "heapgate/run_origin.hpp"
#include "series_match.hpp"
#include "trend.hpp"

namespace heapgate {
namespace {

using Samples = std::vector<const HistoryRun*>;

// One run a commit, the last: repetitions of one commit are no trend.
Samples samples_of(const std::vector<HistoryRun>& runs, const TrendScope& scope) {
  Samples samples;
  for (const HistoryRun& run : runs) {
    const RunOrigin& origin = run.origin;
    const bool other =
        !scope.repository.empty() && !origin.repository.empty() && origin.repository != scope.repository;
    const bool counts = run.outcome != Outcome::inconclusive && !origin.pull_request &&
                        origin.branch == scope.base && !other && run.iterations == scope.iterations;
    if (counts) samples.push_back(&run);
  }
  std::stable_sort(samples.begin(), samples.end(),
                   [](const HistoryRun* a, const HistoryRun* b) { return a->time < b->time; });
  Samples result;
  for (const HistoryRun* run : samples) {
    const bool again =
        !result.empty() && !run->origin.commit.empty() && result.back()->origin.commit == run->origin.commit;
    again ? static_cast<void>(result.back() = run) : result.push_back(run);
  }
  if (result.size() > kTrendWindow)
    result.erase(result.begin(), result.end() - static_cast<std::ptrdiff_t>(kTrendWindow));
  return result;
}

// The list that tells what the budget asks for.
const SeriesList& list_for(const Budget& budget, const HistoryRun& run) {
  const bool by_group = budget.each == Each::group || (budget.needs_sites && budget.each != Each::site) ||
                        (!budget.matchers.empty() && budget.each == Each::site);
  if (by_group) return run.series.groups;
  return budget.each == Each::site ? run.series.sites : run.series.classes;
}

std::string subject_of(const Budget& budget, const SeriesPoint& point) {
  switch (budget.each) {
    case Each::class_name: return point.class_name;
    case Each::site: return point.site;
    case Each::group: return point.class_name + " " + point.site;
    case Each::sum:
    case Each::file:
    case Each::gem: break;
  }
  return budget.subject;
}

using SampleValues = std::map<std::string, std::vector<double>>;

double value_of(const Tally& tally, Unit unit) {
  return static_cast<double>(unit == Unit::bytes ? tally.bytes : tally.objects);
}

// What a run does not tell by itself leaked no more than the least that it does tell.
double hidden_value(const SeriesList& list, Unit unit) {
  if (list.rest_leaked.objects == 0 || list.top.empty()) return 0;
  return std::min(value_of(list.top.back().leaked, unit), value_of(list.rest_leaked, unit));
}

SampleValues values_of(const Budget& budget, const Samples& samples, Unit unit) {
  SampleValues values;
  if (budget.each == Each::sum && budget.matchers.empty()) {
    for (const HistoryRun* run : samples)
      values[budget.subject].push_back(value_of(run->totals.leaked, unit));
    return values;
  }
  for (const HistoryRun* run : samples) {
    for (const SeriesPoint& point : list_for(budget, *run).top) {
      if (point.leaked.objects > 0 && fits(budget, point)) values[subject_of(budget, point)];
    }
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const SeriesList& list = list_for(budget, *samples[i]);
    for (auto& [subject, series] : values) series.resize(i);
    for (const SeriesPoint& point : list.top) {
      const auto found = fits(budget, point) ? values.find(subject_of(budget, point)) : values.end();
      if (found == values.end()) continue;
      found->second.resize(i + 1);
      found->second[i] += value_of(point.leaked, unit);
    }
    for (auto& [subject, series] : values) series.resize(i + 1, hidden_value(list, unit));
  }
  return values;
}

std::string commit_of(const HistoryRun& run) {
  return run.origin.commit.empty() ? time_text(run.time) : run.origin.commit.substr(0, 10);
}

Finding base(const Budget& budget, Unit unit) {
  Finding finding;
  finding.rule = budget.id;
  finding.subject = budget.subject;
  finding.each = budget.each;
  finding.measure = Measure::trend;
  finding.unit = unit;
  finding.limit = unit == Unit::bytes ? budget.max_bytes.value_or(0) : budget.max.value_or(0);
  finding.source = budget.source;
  return finding;
}

Finding skipped(const Budget& budget, const std::string& why) {
  Finding finding = base(budget, budget.max ? Unit::objects : Unit::bytes);
  finding.status = FindingStatus::skip;
  finding.message = budget.subject + ": " + why + " (rule " + budget.id + ")";
  return finding;
}

std::string range_text(const Trend& trend, const Samples& samples, const std::string& branch) {
  return fmt::format("on {} over {} runs, {}..{}", branch, samples.size() - trend.begin,
                     commit_of(*samples[trend.begin]), commit_of(*samples.back()));
}

Finding crept(const Budget& budget, const std::string& subject, Unit unit, const Trend& trend,
              const std::string& range) {
  Finding finding = base(budget, unit);
  finding.subject = subject + (budget.each == Each::sum ? "" : budget.scope);
  finding.actual = std::llround(trend.rise);
  (unit == Unit::bytes ? finding.bytes : finding.objects) = finding.actual;
  const bool exceeded = static_cast<std::uint64_t>(finding.actual) > finding.limit;
  if (exceeded)
    finding.status = budget.severity == Severity::warn ? FindingStatus::warn : FindingStatus::fail;
  finding.message = fmt::format("{}: leaks crept up by {} {} {}, {} the limit of {} (rule {})",
                                finding.subject, finding.actual, to_string(unit), range,
                                exceeded ? "over" : "within", finding.limit, budget.id);
  return finding;
}

void judge_unit(const Budget& budget, const Samples& samples, Unit unit, const std::string& branch,
                std::vector<Finding>& findings) {
  const SampleValues values = values_of(budget, samples, unit);
  // Bonferroni: each further subject is a further chance to be deceived.
  const double significance =
      kTrendSignificance / static_cast<double>(std::max<std::size_t>(1, values.size()));
  std::vector<Finding> found;
  for (const auto& [subject, series] : values) {
    const Trend trend = trend_of(series);
    if (trend.p > significance || std::llround(trend.rise) <= 0) continue;
    found.push_back(crept(budget, subject, unit, trend, range_text(trend, samples, branch)));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding& a, const Finding& b) { return a.actual > b.actual; });
  if (found.empty()) {
    found.push_back(base(budget, unit));
    found.back().message = fmt::format("{}: no leak crept up on {} over {} runs (rule {})", budget.subject,
                                       branch, samples.size(), budget.id);
  }
  std::move(found.begin(), found.end(), std::back_inserter(findings));
}

}  // namespace

std::vector<Finding> judge_trends(const Rulebook& rulebook, const std::vector<HistoryRun>* runs,
                                  const TrendScope& scope) {
  std::vector<Finding> findings;
  const Samples samples = runs != nullptr ? samples_of(*runs, scope) : Samples{};
  for (const Budget& budget : rulebook.budgets) {
    if (budget.measure != Measure::trend) continue;
    if (budget.severity == Severity::off) {
      findings.push_back(skipped(budget, "switched off by 'severity: off'"));
    } else if (runs == nullptr) {
      findings.push_back(skipped(budget, "not judged: a trend needs --history"));
    } else if (samples.size() < kTrendSamples) {
      findings.push_back(
          skipped(budget, fmt::format("not judged: a trend needs {} runs of {}, the history has {}",
                                      kTrendSamples, scope.base, samples.size())));
    } else {
      if (budget.max) judge_unit(budget, samples, Unit::objects, scope.base, findings);
      if (budget.max_bytes) judge_unit(budget, samples, Unit::bytes, scope.base, findings);
    }
  }
  return findings;
}

}  // namespace heapgate
