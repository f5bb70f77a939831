#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

#include "formats.hpp"
#include "heapgate/version.hpp"
#include "text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

Json tally(const Tally& value) {
  return {{"objects", value.objects}, {"bytes", value.bytes}};
}

Json tally(std::int64_t objects, std::int64_t bytes) {
  return {{"objects", objects}, {"bytes", bytes}};
}

Json dump(const DumpSummary& summary) {
  const Ledger& ledger = summary.ledger;
  Json json{{"path", clean_text(ledger.path)},
            {"bytes", ledger.bytes},
            {"lines", ledger.lines},
            {"bad_lines", ledger.bad_lines},
            {"objects", summary.objects}};
  json["generation"] =
      summary.generation ? Json(static_cast<std::uint32_t>(*summary.generation)) : Json(nullptr);
  if (ledger.meta && !ledger.meta->ruby.empty()) json["ruby"] = clean_line(ledger.meta->ruby);
  if (!ledger.first_bad.empty()) {
    Json bad = Json::array();
    for (const BadLine& line : ledger.first_bad)
      bad.push_back({{"line", line.number}, {"reason", line.reason}});
    json["first_bad"] = std::move(bad);
  }
  return json;
}

Json group(const PlacedGroup& placed) {
  const Group& value = placed.group;
  Json json{{"class", value.key.class_name}, {"type", value.key.type}};
  if (value.key.type == "IMEMO") json["imemo"] = value.key.class_name;
  if (value.key.file) json["file"] = *value.key.file;
  if (value.key.line) json["line"] = *value.key.line;
  if (!value.method.empty()) json["method"] = value.method;
  json["pattern"] = to_string(value.pattern);
  json["leaked"] = tally(value.leaked);
  json["kept"] = tally(value.kept);
  json["transient"] = tally(value.transient);
  if (placed.allowed.leaked.objects > 0) json["allowed"] = tally(placed.allowed.leaked);
  json["live"] = Json::array();
  for (const Tally& live : value.live) json["live"].push_back(live.objects);
  return json;
}

Json finding(const Finding& value) {
  const bool by_rate = value.unit == Unit::per_1000;
  return {{"rule", value.rule},
          {"subject", value.subject},
          {"status", to_string(value.status)},
          {"measure", to_string(value.measure)},
          {"unit", to_string(value.unit)},
          {"actual", by_rate ? Json(value.rate) : Json(value.actual)},
          {"limit", by_rate ? Json(value.rate_limit) : Json(value.limit)},
          {"message", value.message}};
}

// Kept groups, and those that a finding on a single group names.
std::vector<bool> shown_groups(const Verdict& verdict) {
  std::vector<bool> shown(verdict.groups.size());
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = verdict.groups[i].group.kept.objects > 0;
  for (const Finding& value : verdict.findings) {
    for (const std::size_t i : value.groups) {
      if (verdict.groups[i].subject() == value.subject) shown[i] = true;
    }
  }
  return shown;
}

template <class Items, class Render>
Json array(const Items& items, Render render) {
  Json json = Json::array();
  for (const auto& item : items) json.push_back(render(item));
  return json;
}

Json baseline(const BaselineReport& report) {
  Json changes = Json::array();
  for (const BaselineChange& change : report.changes) {
    changes.push_back({{"rule", change.rule},
                       {"subject", change.subject},
                       {"before", tally(change.before, change.bytes_before)},
                       {"after", tally(change.after, change.bytes_after)}});
  }
  return {{"path", clean_text(report.path)}, {"missing", report.missing}, {"changes", std::move(changes)}};
}

Json trust(const TrustFinding& value) {
  return {
      {"check", value.check}, {"status", to_string(value.status)}, {"message", clean_text(value.message)}};
}

}  // namespace

std::string render_json(const Verdict& verdict) {
  Json groups = Json::array();
  const std::vector<bool> shown = shown_groups(verdict);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i]) groups.push_back(group(verdict.groups[i]));
  }
  Json json{{"heapgate", kVersion},
            {"schema", kSchema},
            {"verdict", to_string(verdict.outcome)},
            {"exit_code", static_cast<int>(verdict.exit_code)},
            {"rules", clean_text(verdict.rules)},
            {"dumps", array(verdict.dumps, dump)},
            {"trust", array(verdict.trust, trust)},
            {"basis", verdict.basis == Basis::objects ? "objects" : "class-growth"},
            {"totals",
             {{"leaked", tally(verdict.totals.leaked)},
              {"kept", tally(verdict.totals.kept)},
              {"transient", tally(verdict.totals.transient)}}},
            {"groups", std::move(groups)},
            {"findings", array(verdict.findings, finding)}};
  if (verdict.advisory) json["advisory"] = true;
  if (verdict.baseline) json["baseline"] = baseline(*verdict.baseline);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace heapgate
