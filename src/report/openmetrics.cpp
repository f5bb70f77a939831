#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "formats.hpp"
#include "heapgate/series.hpp"
#include "heapgate/version.hpp"
#include "heapgate/worst.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

/// Series of one kind; dashboards and servers suffer from more.
constexpr std::size_t kMetricSeries = 20;
constexpr const char* kRest = "(others)";

using Labels = std::vector<std::pair<const char*, std::string>>;

std::string label_value(const std::string& text) {
  std::string result;
  for (const char c : clean_line(text)) {
    if (c == '\\' || c == '"') result += '\\';
    result += c;
  }
  return result;
}

class Metrics {
 public:
  /// Begins a metric; its samples follow.
  void begin(const std::string& name, const char* help) {
    name_ = "heapgate_" + name;
    text_ += "# HELP " + name_ + " " + help + "\n# TYPE " + name_ + " gauge\n";
  }
  void add(const Labels& labels, double value) {
    text_ += name_;
    for (std::size_t i = 0; i < labels.size(); ++i)
      text_ += fmt::format("{}{}=\"{}\"", i == 0 ? '{' : ',', labels[i].first, label_value(labels[i].second));
    if (!labels.empty()) text_ += '}';
    text_ += fmt::format(" {}\n", value);
  }
  void add(const Labels& labels, std::uint64_t value) { add(labels, static_cast<double>(value)); }
  [[nodiscard]] std::string finish() { return std::move(text_) + "# EOF\n"; }

 private:
  std::string name_;
  std::string text_;
};

void put_tally(Metrics& metrics, const std::string& what, const char* help, const Tally& value) {
  metrics.begin(what + "_objects", fmt::format("Objects {}.", help).c_str());
  metrics.add({}, value.objects);
  metrics.begin(what + "_bytes", fmt::format("Bytes of the objects {}.", help).c_str());
  metrics.add({}, value.bytes);
}

// A name that is the rest's would make two samples of one series, which servers refuse.
std::string apart(const std::string& name) {
  return name == kRest ? name + " " : name;
}

Labels labels_of(const SeriesPoint& point) {
  Labels labels;
  if (!point.class_name.empty()) labels.emplace_back("class", apart(point.class_name));
  if (!point.site.empty()) labels.emplace_back("site", apart(point.site));
  return labels;
}

// What leaked of each; nothing where nothing leaked, so that a fixed leak's series ends.
void put_series(Metrics& metrics, const std::string& what, const SeriesList& list, const Labels& rest) {
  for (const bool in_bytes : {false, true}) {
    metrics.begin(what + (in_bytes ? "_leaked_bytes" : "_leaked_objects"),
                  fmt::format("{} that leaked, by {}, the largest {}.",
                              in_bytes ? "Bytes of objects" : "Objects", what, kMetricSeries)
                      .c_str());
    const auto value = [&](const Tally& tally) { return in_bytes ? tally.bytes : tally.objects; };
    for (const SeriesPoint& point : list.top) {
      if (point.leaked.objects > 0) metrics.add(labels_of(point), value(point.leaked));
    }
    if (list.rest_leaked.objects > 0) metrics.add(rest, value(list.rest_leaked));
  }
}

void put_budgets(Metrics& metrics, const std::vector<Finding>& findings) {
  // By their labels, as a total order.
  using BudgetLabels = std::array<std::string, 3>;
  std::map<BudgetLabels, const Finding*> budgets;
  for (const Finding* finding : worst_findings(findings))
    budgets[{finding->rule, to_string(finding->measure), to_string(finding->unit)}] = finding;
  const auto put = [&](const char* name, const char* help, auto value) {
    metrics.begin(name, help);
    for (const auto& [key, finding] : budgets)
      metrics.add({{"rule", key[0]}, {"measure", key[1]}, {"unit", key[2]}}, value(*finding));
  };
  put("budget_actual", "What a budget measures, of its worst subject.", actual_of);
  put("budget_limit", "The limit of a budget, inclusive.", limit_of);
  put("budget_exceeded", "1 if the budget is exceeded, warnings too.",
      [](const Finding& finding) { return is_over(finding) ? 1.0 : 0.0; });
}

}  // namespace

std::string render_openmetrics(const Verdict& verdict) {
  Metrics metrics;
  metrics.begin("verdict", "1 for what the gate said, 0 for the others.");
  for (const Outcome outcome : {Outcome::pass, Outcome::fail, Outcome::inconclusive})
    metrics.add({{"verdict", to_string(outcome)}}, verdict.outcome == outcome ? 1.0 : 0.0);
  metrics.begin("build_info", "The heapgate that judged.");
  metrics.add({{"version", kVersion}}, 1.0);
  if (const std::uint64_t lines = unread_lines(verdict); lines > 0) {
    metrics.begin("unread_lines", "Lines of the dumps whose object is not known.");
    metrics.add({}, lines);
  }
  // What could not be judged has no numbers; 0 would look like a pass.
  if (verdict.outcome == Outcome::inconclusive) return metrics.finish();
  put_tally(metrics, "leaked", "that leaked", verdict.totals.leaked);
  put_tally(metrics, "kept", "that were kept, leaks and caches alike", verdict.totals.kept);
  put_tally(metrics, "transient", "that came and went", verdict.totals.transient);
  const LeakSeries series = leak_series(verdict.groups, kMetricSeries);
  if (!series.live.empty()) put_tally(metrics, "live", "that live in the last dump", series.live.back());
  put_series(metrics, "class", series.classes, {{"class", kRest}});
  put_series(metrics, "site", series.sites, {{"site", kRest}});
  put_series(metrics, "group", series.groups, {{"class", kRest}, {"site", kRest}});
  put_budgets(metrics, verdict.findings);
  return metrics.finish();
}

}  // namespace heapgate
