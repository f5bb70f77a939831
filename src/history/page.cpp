#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <numeric>

#include "heapgate/history.hpp"
#include "heapgate/version.hpp"
#include "site_files.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;
using Runs = std::vector<const HistoryRun*>;

/// Series of one kind on the page: those that leaked most in any run.
constexpr std::size_t kSeries = 100;

Runs in_order_of_time(const History& history) {
  Runs runs;
  for (const HistoryRun& run : history.runs) runs.push_back(&run);
  std::stable_sort(runs.begin(), runs.end(),
                   [](const HistoryRun* a, const HistoryRun* b) { return a->time < b->time; });
  return runs;
}

// Names once each, in the order met.
class Names {
 public:
  std::size_t index(const std::string& name) {
    const auto [at, is_new] = indices_.try_emplace(name, list_.size());
    if (is_new) list_.push_back(clean_line(name));
    return at->second;
  }
  [[nodiscard]] Json list() const { return list_; }

 private:
  std::map<std::string, std::size_t> indices_;
  std::vector<std::string> list_;
};

Json runs_json(const Runs& runs, Names& branches) {
  Json json{{"time", Json::array()},
            {"commit", Json::array()},
            {"url", Json::array()},
            {"branch", Json::array()},
            {"verdict", Json::array()}};
  for (const HistoryRun* run : runs) {
    json["time"].push_back(run->time);
    json["commit"].push_back(clean_line(run->origin.commit));
    json["url"].push_back(clean_line(run->origin.url));
    json["branch"].push_back(branches.index(run->origin.branch));
    json["verdict"].push_back(static_cast<int>(run->outcome));
  }
  return json;
}

Json totals_json(const Runs& runs) {
  Json objects = Json::array(), bytes = Json::array();
  for (const HistoryRun* run : runs) {
    objects.push_back(run->totals.leaked.objects);
    bytes.push_back(run->totals.leaked.bytes);
  }
  return {{"leaked_objects", std::move(objects)}, {"leaked_bytes", std::move(bytes)}};
}

/// A series over the runs that it leaked in.
struct Series {
  std::string name;
  std::uint64_t most = 0;
  std::vector<std::size_t> runs;
  std::vector<std::uint64_t> objects, bytes;
};

std::vector<Series> series_of(const Runs& runs, SeriesList LeakSeries::*list) {
  std::map<std::string, Series> by_name;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const SeriesPoint& point : (runs[i]->series.*list).top) {
      if (point.leaked.objects == 0) continue;
      const std::string& name = point.class_name.empty() ? point.site : point.class_name;
      Series& series = by_name[name];
      series.name = name;
      series.most = std::max(series.most, point.leaked.objects);
      series.runs.push_back(i);
      series.objects.push_back(point.leaked.objects);
      series.bytes.push_back(point.leaked.bytes);
    }
  }
  std::vector<Series> result;
  for (auto& [name, series] : by_name) result.push_back(std::move(series));
  std::stable_sort(result.begin(), result.end(),
                   [](const Series& a, const Series& b) { return a.most > b.most; });
  return result;
}

Json series_json(const Runs& runs, SeriesList LeakSeries::*list) {
  Json json = Json::array();
  std::vector<Series> all = series_of(runs, list);
  all.resize(std::min(kSeries, all.size()));
  for (Series& series : all) {
    json.push_back({{"name", clean_line(series.name)},
                    {"runs", std::move(series.runs)},
                    {"objects", std::move(series.objects)},
                    {"bytes", std::move(series.bytes)}});
  }
  return json;
}

struct BudgetSeries {
  const BudgetPoint* first = nullptr;
  Names subjects;
  Json runs = Json::array(), actual = Json::array(), limit = Json::array(), status = Json::array(),
       subject = Json::array();
};

Json budgets_json(const Runs& runs) {
  std::map<std::tuple<std::string, Measure, Unit>, BudgetSeries> budgets;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const BudgetPoint& point : runs[i]->budgets) {
      BudgetSeries& series = budgets[{point.rule, point.measure, point.unit}];
      if (series.first == nullptr) series.first = &point;
      // Of an override's budgets the first.
      if (!series.runs.empty() && series.runs.back() == i) continue;
      series.runs.push_back(i);
      series.actual.push_back(point.actual);
      series.limit.push_back(point.limit);
      series.status.push_back(to_string(point.status));
      series.subject.push_back(series.subjects.index(point.subject));
    }
  }
  Json json = Json::array();
  for (auto& [key, series] : budgets) {
    json.push_back({{"rule", clean_line(series.first->rule)},
                    {"measure", to_string(series.first->measure)},
                    {"unit", to_string(series.first->unit)},
                    {"each", clean_line(series.first->each)},
                    {"subjects", series.subjects.list()},
                    {"runs", std::move(series.runs)},
                    {"actual", std::move(series.actual)},
                    {"limit", std::move(series.limit)},
                    {"status", std::move(series.status)},
                    {"subject", std::move(series.subject)}});
  }
  return json;
}

// JSON that may stand in a script element: nothing in it can end that.
std::string embedded(const Json& json) {
  std::string text;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

// The page with each "<!--NAME-->" replaced, from the front on: what is put in is not looked at again.
std::string filled(std::string_view page,
                   const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string text;
  for (const auto& [mark, part] : parts) {
    const std::size_t at = page.find(mark);
    text.append(page.substr(0, at)).append(part);
    page.remove_prefix(at + mark.size());
  }
  return text.append(page);
}

}  // namespace

std::string history_page(const History& history) {
  const Runs runs = in_order_of_time(history);
  Names branches;
  Json data{{"heapgate", kVersion}, {"runs", runs_json(runs, branches)}};
  data["branches"] = branches.list();
  data["totals"] = totals_json(runs);
  data["classes"] = series_json(runs, &LeakSeries::classes);
  data["sites"] = series_json(runs, &LeakSeries::sites);
  data["budgets"] = budgets_json(runs);
  const std::string json = embedded(data);
  return filled(site::page_html(), {{"<!--STYLE-->", site::page_css()},
                                    {"<!--DATA-->", json},
                                    {"<!--CHART-->", site::chart_js()},
                                    {"<!--SCRIPT-->", site::page_js()}});
}

}  // namespace heapgate
