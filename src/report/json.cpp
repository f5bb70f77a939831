#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

#include "explain_json.hpp"
#include "finding_subject.hpp"
#include "fingerprint.hpp"
#include "formats.hpp"
#include "heapgate/version.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

std::string dumped(const Json& json) {
  return json.dump(2, ' ', true, Json::error_handler_t::replace);
}

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
  json["generation"] = summary.generation ? Json(number(*summary.generation)) : Json(nullptr);
  if (ledger.meta && !ledger.meta->ruby.empty()) json["ruby"] = clean_line(ledger.meta->ruby);
  if (!ledger.first_bad.empty()) {
    Json bad = Json::array();
    for (const BadLine& line : ledger.first_bad)
      bad.push_back({{"line", line.number}, {"reason", line.reason}});
    json["first_bad"] = std::move(bad);
  }
  if (!ledger.damage.empty()) {
    Json fields = Json::array();
    for (const Damage& each : ledger.damage)
      fields.push_back(
          {{"field", each.field}, {"rescued", each.rescued}, {"unread_lines", each.unread_lines}});
    json["broken_fields"] = std::move(fields);
  }
  return json;
}

// Kept groups, those that a finding on a single group names, and all of a leak that is explained.
std::vector<bool> shown_groups(const Verdict& verdict) {
  std::vector<bool> shown(verdict.groups.size());
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = verdict.groups[i].group.kept.objects > 0;
  for (const Finding& value : verdict.findings) {
    for (const std::size_t i : value.groups) {
      if (value.each == Each::group) shown[i] = true;
    }
  }
  if (!verdict.explanation) return shown;
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    shown[leak.group] = true;
    for (const LeakFollower& follower : leak.followers) shown[follower.group] = true;
  }
  return shown;
}

// There may be tens of thousands of groups, so they are written without a Json each: as its dump(2) would.
class GroupWriter {
 public:
  explicit GroupWriter(std::string& out) : out_(out) {}

  void write(const PlacedGroup& placed, const std::string& explanation) {
    const Group& value = placed.group;
    out_ += out_.ends_with('[') ? "\n    {" : ",\n    {";
    text("class", value.key.class_name);
    text("type", value.key.type);
    if (value.key.type == "IMEMO") text("imemo", value.key.class_name);
    if (value.key.file) text("file", *value.key.file);
    if (value.key.line) key("line") += std::to_string(*value.key.line);
    if (!value.method.empty()) text("method", value.method);
    text("pattern", to_string(value.pattern));
    // What grew in every interval; a leak that began late is told by itself.
    const bool late = value.pattern == Pattern::late;
    tally("leaked", late ? Tally{} : value.leaked);
    if (late) tally("late", value.leaked);
    if (value.grown != Grown{}) grown(value.grown);
    if (value.pattern == Pattern::levels_off) key("level") += std::to_string(value.level);
    tally("kept", value.kept);
    tally("transient", value.transient);
    if (placed.allowed.leaked.objects > 0) tally("allowed", placed.allowed.leaked);
    key("live") += '[';
    for (const Tally& live : value.live) {
      out_ += (out_.ends_with('[') ? "\n        " : ",\n        ") + std::to_string(live.objects);
    }
    out_ += "\n      ]";
    if (!explanation.empty()) key("explain") += explanation;
    out_ += "\n    }";
  }

 private:
  std::string& key(const char* name) {
    if (!out_.ends_with('{')) out_ += ',';
    return ((out_ += "\n      \"") += name) += "\": ";
  }
  void text(const char* name, const std::string& value) {
    const bool is_plain = std::all_of(value.begin(), value.end(),
                                      [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
    key(name) += is_plain ? '"' + value + '"' : dumped(value);
  }
  void grown(const Grown& value) {
    (key("grown") += "{\n        \"objects\": ") += std::to_string(value.objects);
    (out_ += ",\n        \"items\": ") += std::to_string(value.items);
    (out_ += ",\n        \"bytes\": ") += std::to_string(value.bytes);
    out_ += "\n      }";
  }
  void tally(const char* name, const Tally& value) {
    (key(name) += "{\n        \"objects\": ") += std::to_string(value.objects);
    (out_ += ",\n        \"bytes\": ") += std::to_string(value.bytes);
    out_ += "\n      }";
  }

  std::string& out_;
};

void append_groups(std::string& text, const Verdict& verdict, const std::vector<bool>& shown) {
  constexpr std::size_t kUsual = 768;  // bytes of one group
  const auto count = static_cast<std::size_t>(std::count(shown.begin(), shown.end(), true));
  text.reserve(text.size() + count * kUsual);
  text += '[';
  GroupWriter writer(text);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i]) writer.write(verdict.groups[i], group_explanation(verdict, i));
  }
  text += text.ends_with('[') ? "]" : "\n  ]";
}

Json finding(const Finding& value, const std::string& fingerprint, const Verdict& verdict) {
  const bool by_rate = value.unit == Unit::per_1000;
  Json json{{"rule", value.rule},
            {"subject", value.subject},
            {"status", to_string(value.status)},
            {"measure", to_string(value.measure)},
            {"unit", to_string(value.unit)},
            {"actual", by_rate ? Json(value.rate) : Json(value.actual)},
            {"limit", by_rate ? Json(value.rate_limit) : Json(value.limit)},
            {"message", value.message}};
  const FindingSubject subject = subject_of(value, verdict);
  if (subject.class_name) json["class"] = *subject.class_name;
  if (subject.type) json["type"] = *subject.type;
  if (subject.file) json["file"] = *subject.file;
  if (subject.line) json["line"] = *subject.line;
  if (subject.gem) json["gem"] = *subject.gem;
  json["fingerprint"] = fingerprint;
  if (value.since) json["since"] = {{"branch", value.since->branch}, {"commit", value.since->commit}};
  return json;
}

Json findings(const Verdict& verdict) {
  const std::vector<std::string> prints = fingerprints(verdict);
  Json json = Json::array();
  for (std::size_t i = 0; i < prints.size(); ++i)
    json.push_back(finding(verdict.findings[i], prints[i], verdict));
  return json;
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

// The sum of what the groups have as `leaked`.
Tally leaked_in_every_interval(const Verdict& verdict) {
  Tally late;
  for (const PlacedGroup& placed : verdict.groups) {
    if (placed.group.pattern != Pattern::late) continue;
    late.add(placed.not_allowed());
  }
  const Tally& all = verdict.totals.leaked;
  return {all.objects - late.objects, all.bytes - late.bytes};
}

Json trust(const TrustFinding& value) {
  return {{"check", to_string(value.check)},
          {"status", to_string(value.status)},
          {"message", clean_text(value.message)}};
}

}  // namespace

std::string render_json(const Verdict& verdict) {
  const Json head{{"heapgate", kVersion},
                  {"schema", kSchema},
                  {"verdict", to_string(verdict.outcome)},
                  {"exit_code", static_cast<int>(verdict.exit_code)},
                  {"rules", clean_text(verdict.rules)},
                  {"dumps", array(verdict.dumps, dump)},
                  {"trust", array(verdict.trust, trust)},
                  {"basis", verdict.basis == Basis::objects ? "objects" : "class-growth"},
                  {"totals",
                   {{"leaked", tally(leaked_in_every_interval(verdict))},
                    {"kept", tally(verdict.totals.kept)},
                    {"transient", tally(verdict.totals.transient)}}}};
  const std::vector<bool> shown = shown_groups(verdict);
  Json tail{{"findings", findings(verdict)}, {"leaks", leaks_json(verdict, shown)}};
  if (verdict.explanation && !verdict.explanation->problem.empty()) {
    tail["explain"] = {{"problem", clean_text(verdict.explanation->problem)}};
  }
  if (verdict.advisory) tail["advisory"] = true;
  if (verdict.baseline) tail["baseline"] = baseline(*verdict.baseline);
  // Without the brackets between which the groups go.
  std::string text = dumped(head);
  text.resize(text.size() - std::string_view("\n}").size());
  text += ",\n  \"groups\": ";
  append_groups(text, verdict, shown);
  text += "," + dumped(tail).substr(1) + "\n";
  return without_commands(std::move(text), {"\\u003A", "\\u0023"});
}

}  // namespace heapgate
