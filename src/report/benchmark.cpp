#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "formats.hpp"
#include "heapgate/worst.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

void add(Json& json, const std::string& name, const char* unit, Json value) {
  json.push_back({{"name", name}, {"unit", unit}, {"value", std::move(value)}});
}

// What each budget measured of its worst subject: a name for each rule, measure and unit.
void add_budgets(Json& json, const Verdict& verdict) {
  for (const Finding* finding : worst_findings(verdict.findings)) {
    const char* unit = to_string(finding->unit);
    add(json, fmt::format("budget {} ({}, {})", clean_line(finding->rule), to_string(finding->measure), unit),
        unit, finding->unit == Unit::per_1000 ? Json(finding->rate) : Json(finding->actual));
  }
}

}  // namespace

// github-action-benchmark's customSmallerIsBetter. It compares what has the same name in the run before, so a
// run that was judged has the same names whatever leaks, 0 included. It refuses an empty list, so what could
// not be judged cannot be taken for a good result; where lines could not be read, those are what is told.
std::string render_benchmark(const Verdict& verdict) {
  Json json = Json::array();
  const bool is_judged = verdict.outcome != Outcome::inconclusive;
  const std::uint64_t lines = unread_lines(verdict);
  if (is_judged || lines > 0) add(json, "unread lines", "lines", lines);
  if (is_judged) {
    add(json, "leaked", "objects", verdict.totals.leaked.objects);
    add(json, "leaked bytes", "bytes", verdict.totals.leaked.bytes);
    add(json, "kept", "objects", verdict.totals.kept.objects);
    add(json, "transient bytes", "bytes", verdict.totals.transient.bytes);
    add_budgets(json, verdict);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heapgate
