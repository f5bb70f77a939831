#include "run_json.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <initializer_list>
#include <stdexcept>

#include "util/text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

Json tally(const Tally& value) {
  return {{"objects", value.objects}, {"bytes", value.bytes}};
}

Json point(const SeriesPoint& value) {
  Json json = Json::object();
  if (!value.class_name.empty()) json["class"] = value.class_name;
  if (!value.site.empty()) json["site"] = value.site;
  json["leaked"] = tally(value.leaked);
  json["kept"] = tally(value.kept);
  return json;
}

Json series(const SeriesList& list) {
  Json top = Json::array();
  for (const SeriesPoint& value : list.top) top.push_back(point(value));
  return {
      {"top", std::move(top)},
      {"rest",
       {{"count", list.rest_count}, {"leaked", tally(list.rest_leaked)}, {"kept", tally(list.rest_kept)}}}};
}

Json budget(const BudgetPoint& value) {
  return {{"rule", value.rule},
          {"subject", value.subject},
          {"each", value.each},
          {"measure", to_string(value.measure)},
          {"unit", to_string(value.unit)},
          {"status", to_string(value.status)},
          {"actual", value.actual},
          {"limit", value.limit}};
}

void put_origin(Json& json, const RunOrigin& origin) {
  for (const auto& [key, text] :
       {std::pair("commit", &origin.commit), std::pair("branch", &origin.branch),
        std::pair("base", &origin.base), std::pair("repository", &origin.repository),
        std::pair("url", &origin.url)}) {
    if (!text->empty()) json[key] = clean_line(*text);
  }
  if (origin.pull_request) json["pull_request"] = true;
}

Tally read_tally(const Json& json) {
  return {json.at("objects").get<std::uint64_t>(), json.at("bytes").get<std::uint64_t>()};
}

SeriesList read_series(const Json& json) {
  SeriesList list;
  for (const Json& item : json.at("top")) {
    list.top.push_back({item.value("class", ""), item.value("site", ""), read_tally(item.at("leaked")),
                        read_tally(item.at("kept"))});
  }
  const Json& rest = json.at("rest");
  list.rest_count = rest.at("count").get<std::uint64_t>();
  list.rest_leaked = read_tally(rest.at("leaked"));
  list.rest_kept = read_tally(rest.at("kept"));
  return list;
}

// The value whose name it is.
template <class Value>
Value named(const Json& json, std::initializer_list<Value> values) {
  const auto& name = json.get_ref<const std::string&>();
  for (const Value value : values) {
    if (name == to_string(value)) return value;
  }
  throw std::runtime_error("unknown");
}

BudgetPoint read_budget(const Json& json) {
  return {json.at("rule").get<std::string>(),
          json.at("subject").get<std::string>(),
          json.at("each").get<std::string>(),
          named(json.at("measure"), {Measure::leaked, Measure::kept, Measure::growth, Measure::transient,
                                     Measure::trend, Measure::contents}),
          named(json.at("unit"), {Unit::objects, Unit::bytes, Unit::per_1000, Unit::items}),
          named(json.at("status"),
                {FindingStatus::pass, FindingStatus::fail, FindingStatus::warn, FindingStatus::skip}),
          json.at("actual").get<double>(),
          json.at("limit").get<double>()};
}

HistoryRun read_run(const Json& json) {
  HistoryRun run;
  run.id = json.at("id").get<std::string>();
  const auto time = parse_time(json.at("time").get_ref<const std::string&>());
  if (!time || run.id.empty()) throw std::runtime_error("no time");
  run.time = *time;
  run.origin = {json.value("commit", ""),     json.value("branch", ""), json.value("base", ""),
                json.value("repository", ""), json.value("url", ""),    json.value("pull_request", false)};
  run.ruby = json.value("ruby", "");
  run.heapgate = json.at("heapgate").get<std::string>();
  run.rules = json.at("rules").get<std::string>();
  run.iterations = json.value("iterations", std::vector<std::uint64_t>{});
  run.outcome = named(json.at("verdict"), {Outcome::pass, Outcome::fail, Outcome::inconclusive});
  run.advisory = json.value("advisory", false);
  const Json& totals = json.at("totals");
  run.totals = {read_tally(totals.at("leaked")), read_tally(totals.at("kept")),
                read_tally(totals.at("transient"))};
  for (const Json& item : json.at("live")) run.series.live.push_back(read_tally(item));
  run.series.groups = read_series(json.at("groups"));
  run.series.classes = read_series(json.at("classes"));
  run.series.sites = read_series(json.at("sites"));
  for (const Json& item : json.at("budgets")) run.budgets.push_back(read_budget(item));
  return run;
}

}  // namespace

std::string history_line(const HistoryRun& run) {
  Json json{{"schema", kHistorySchema}, {"id", run.id}, {"time", time_text(run.time)}};
  put_origin(json, run.origin);
  if (!run.ruby.empty()) json["ruby"] = clean_line(run.ruby);
  json["heapgate"] = run.heapgate;
  json["rules"] = run.rules;
  if (!run.iterations.empty()) json["iterations"] = run.iterations;
  json["verdict"] = to_string(run.outcome);
  if (run.advisory) json["advisory"] = true;
  json["totals"] = {{"leaked", tally(run.totals.leaked)},
                    {"kept", tally(run.totals.kept)},
                    {"transient", tally(run.totals.transient)}};
  json["live"] = Json::array();
  for (const Tally& value : run.series.live) json["live"].push_back(tally(value));
  json["groups"] = series(run.series.groups);
  json["classes"] = series(run.series.classes);
  json["sites"] = series(run.series.sites);
  json["budgets"] = Json::array();
  for (const BudgetPoint& value : run.budgets) json["budgets"].push_back(budget(value));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

ReadLine parse_history_line(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  const auto schema = json.is_object() ? json.find("schema") : json.end();
  if (!json.is_object() || schema == json.end() || !schema->is_number_integer())
    return {{}, LineState::broken, "not a heapgate run"};
  if (*schema != kHistorySchema) {
    return {
        {},
        LineState::other_schema,
        "unsupported schema " + schema->dump() + "; this heapgate reads " + std::to_string(kHistorySchema)};
  }
  try {
    return {read_run(json), LineState::run, ""};
  } catch (const std::exception&) {
    return {{}, LineState::broken, "this run lacks what schema " + std::to_string(kHistorySchema) + " has"};
  }
}

namespace {

constexpr std::size_t kLongestOfZeros = std::size_t{1} << 20;

}  // namespace

bool begins_history(std::string_view first_line, bool has_end) {
  const std::string_view begin = first_line.substr(0, kHistoryBegin.size());
  if (!has_end && kHistoryBegin.starts_with(begin)) return true;
  // A write that was lost may have reached the disk as zeros; no file of zeros that is larger is ours.
  if (!has_end && first_line.size() <= kLongestOfZeros &&
      first_line.find_first_not_of('\0') == std::string_view::npos)
    return true;
  // Written again by another program, such as jq.
  return parse_history_line(first_line).state != LineState::broken;
}

}  // namespace heapgate
