#include "view.hpp"

#include <algorithm>

#include "heapgate/rules.hpp"
#include "series_match.hpp"

namespace heapgate {
namespace {

class Patterns {
 public:
  Patterns(Matcher::Subject subject, const std::vector<std::string>& patterns) {
    if (!patterns.empty()) matcher_.emplace(subject, patterns);
  }
  [[nodiscard]] bool given() const { return matcher_.has_value(); }
  [[nodiscard]] bool match(const std::string& class_name, const std::string& site) const {
    return !matcher_ || matcher_->matches(as_group(class_name, site));
  }

 private:
  std::optional<Matcher> matcher_;
};

struct Question {
  Patterns branch, class_name, site;
};

std::string name_of(const SeriesPoint& point) {
  if (point.class_name.empty()) return point.site;
  return point.site.empty() ? point.class_name : point.class_name + " " + point.site;
}

HistoryRow row_of(const HistoryRun& run, const Question& question) {
  HistoryRow row{&run, run.totals.leaked, run.totals.kept, run.totals.transient, {}, true};
  const bool all = !question.class_name.given() && !question.site.given();
  const SeriesList& list = all || (question.class_name.given() && question.site.given()) ? run.series.groups
                           : question.class_name.given()                                 ? run.series.classes
                                                                                         : run.series.sites;
  if (!all) {
    row.leaked = row.kept = {};
    row.transient.reset();
    row.is_whole = list.rest_count == 0;
  }
  for (const SeriesPoint& point : list.top) {
    const bool fits = question.class_name.match(point.class_name, point.site) &&
                      question.site.match(point.class_name, point.site);
    if (!fits) continue;
    if (row.largest.empty() && point.leaked.objects > 0) row.largest = name_of(point);
    if (all) continue;
    row.leaked.add(point.leaked);
    row.kept.add(point.kept);
  }
  return row;
}

}  // namespace

std::vector<HistoryRow> history_rows(const History& history, const HistoryFilter& filter) {
  const Question question{{Matcher::Subject::class_name, filter.branches},
                          {Matcher::Subject::class_name, filter.class_names},
                          {Matcher::Subject::site, filter.sites}};
  std::vector<HistoryRow> rows;
  for (const HistoryRun& run : history.runs) {
    if (filter.since && run.time < *filter.since) continue;
    if (!question.branch.match(run.origin.branch, "")) continue;
    rows.push_back(row_of(run, question));
  }
  if (filter.last && rows.size() > *filter.last) {
    // By time: a file that several jobs append to need not be in its order.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const HistoryRow& a, const HistoryRow& b) { return a.run->time < b.run->time; });
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(*filter.last));
  }
  return rows;
}

}  // namespace heapgate
