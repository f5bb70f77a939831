#include <nlohmann/json.hpp>

#include "formats.hpp"
#include "heapgate/series.hpp"
#include "summary.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kBenchmarkSeries = 20;

void add(Json& json, const std::string& name, const char* unit, std::uint64_t value) {
  json.push_back({{"name", name}, {"unit", unit}, {"value", value}});
}

}  // namespace

// github-action-benchmark's customSmallerIsBetter. It refuses an empty list, so what could not be judged
// cannot be taken for a good result; where lines could not be read, those are what is told.
std::string render_benchmark(const Verdict& verdict) {
  Json json = Json::array();
  if (const std::uint64_t lines = unread_lines(verdict); lines > 0) add(json, "unread lines", "lines", lines);
  if (verdict.outcome != Outcome::inconclusive) {
    add(json, "leaked", "objects", verdict.totals.leaked.objects);
    add(json, "leaked bytes", "bytes", verdict.totals.leaked.bytes);
    add(json, "kept", "objects", verdict.totals.kept.objects);
    add(json, "transient bytes", "bytes", verdict.totals.transient.bytes);
    const LeakSeries series = leak_series(verdict.groups, kBenchmarkSeries);
    for (const SeriesPoint& point : series.classes.top) {
      if (point.leaked.objects > 0) add(json, "leaked " + point.class_name, "objects", point.leaked.objects);
    }
    if (series.classes.rest_leaked.objects > 0)
      add(json, "leaked (other classes)", "objects", series.classes.rest_leaked.objects);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heapgate
