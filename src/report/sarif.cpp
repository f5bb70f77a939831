#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "fingerprint.hpp"
#include "formats.hpp"
#include "heapgate/version.hpp"
#include "markdown_text.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;
using Results = std::vector<const Finding*>;

constexpr const char* kRoot = "%SRCROOT%";
constexpr const char* kHome = "https://github.com/heapgate/heapgate";
constexpr const char* kHelp = "https://github.com/heapgate/heapgate/blob/main/rules/README.md#budgets";

Results results_of(const Verdict& verdict) {
  Results results;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == FindingStatus::fail || finding.status == FindingStatus::warn)
      results.push_back(&finding);
  }
  return results;
}

std::string rule_id(const Finding& finding) {
  return clean_line(finding.rule);
}

Json artifact(const std::string& path) {
  // Neither an absolute path nor one that leads out of the repository is relative to its root.
  if (path.starts_with('/')) return {{"uri", "file://" + url_path(path)}};
  return {{"uri", url_path(path)}, {"uriBaseId", kRoot}};
}

Json location(const PlacedGroup& placed, const Verdict& verdict) {
  Json physical{{"artifactLocation", artifact(repository_path(placed, verdict))}};
  const auto line = placed.group.key.line.value_or(0);
  if (line > 0) physical["region"] = {{"startLine", line}};
  const std::string name = clean_line(placed.group.key.class_name);
  return {{"physicalLocation", std::move(physical)},
          {"logicalLocations", Json::array({{{"fullyQualifiedName", name}, {"kind", "type"}}})}};
}

// GitHub refuses a report with a result that has no place, so what has none is placed where its budget is
// written, or would be.
Json location_of(const Finding& finding, const Verdict& verdict) {
  if (!finding.groups.empty()) {
    const PlacedGroup& worst = verdict.groups[finding.groups.front()];
    if (worst.is_file()) return location(worst, verdict);
  }
  return {{"physicalLocation", {{"artifactLocation", artifact(rules_place(verdict))}}}};
}

Json properties(const Finding& finding) {
  const bool by_rate = finding.unit == Unit::per_1000;
  return {{"subject", clean_line(finding.subject)},
          {"measure", to_string(finding.measure)},
          {"unit", to_string(finding.unit)},
          {"actual", by_rate ? Json(finding.rate) : Json(finding.actual)},
          {"limit", by_rate ? Json(finding.rate_limit) : Json(finding.limit)}};
}

Json results_json(const Results& results, const Verdict& verdict,
                  const std::map<std::string, std::size_t>& rules) {
  const std::vector<std::string> prints = fingerprints(verdict);
  Json list = Json::array();
  for (const Finding* result : results) {
    const Finding& finding = *result;
    const std::string& print = prints[static_cast<std::size_t>(result - verdict.findings.data())];
    // The second name is the one that GitHub looks for.
    list.push_back(
        {{"ruleId", rule_id(finding)},
         {"ruleIndex", rules.at(rule_id(finding))},
         {"level", finding.status == FindingStatus::fail ? "error" : "warning"},
         {"message", {{"text", clean_line(finding.message)}}},
         {"locations", Json::array({location_of(finding, verdict)})},
         {"partialFingerprints", {{"heapgateSubject/v1", print}, {"primaryLocationLineHash", print}}},
         {"properties", properties(finding)}});
  }
  return list;
}

Json notifications(const Verdict& verdict) {
  Json list = Json::array();
  const auto add = [&](const char* level, const std::string& id, const std::string& message) {
    list.push_back({{"level", level},
                    {"message", {{"text", clean_line(message)}}},
                    {"descriptor", {{"id", clean_line(id)}}}});
  };
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.is_note) add("note", to_string(finding.check), finding.message);
    if (finding.status != TrustStatus::ok)
      add(finding.status == TrustStatus::fail ? "error" : "warning", to_string(finding.check),
          finding.message);
  }
  for (const Finding& finding : verdict.findings) {
    if (finding.blind) add("error", finding.rule, finding.message);
  }
  return list;
}

Json invocation(const Verdict& verdict) {
  return {{"executionSuccessful", verdict.outcome != Outcome::inconclusive},
          {"exitCode", static_cast<int>(verdict.exit_code)},
          {"toolExecutionNotifications", notifications(verdict)}};
}

}  // namespace

std::string render_sarif(const Verdict& verdict) {
  const Results results = results_of(verdict);
  Json rules = Json::array();
  std::map<std::string, std::size_t> indices;
  for (const Finding* finding : results) {
    if (!indices.emplace(rule_id(*finding), indices.size()).second) continue;
    const std::string text = "budget '" + rule_id(*finding) + "' of " + clean_line(verdict.rules);
    const std::string full =
        text + ": a limit on what leaks, grows or is kept between heap dumps of one process.";
    rules.push_back({{"id", rule_id(*finding)},
                     {"shortDescription", {{"text", text}}},
                     {"fullDescription", {{"text", full}}},
                     {"help", {{"text", std::string("How budgets work: ") + kHelp}}},
                     {"helpUri", kHelp}});
  }
  const Json driver{{"name", "heapgate"},
                    {"informationUri", kHome},
                    {"version", kVersion},
                    {"semanticVersion", kVersion},
                    {"rules", std::move(rules)}};
  const Json root{{"description", {{"text", "The root of the repository."}}}};
  const Json run{{"tool", {{"driver", driver}}},
                 {"invocations", Json::array({invocation(verdict)})},
                 {"originalUriBaseIds", {{kRoot, root}}},
                 {"results", results_json(results, verdict, indices)}};
  const Json json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                  {"version", "2.1.0"},
                  {"runs", Json::array({run})}};
  return without_commands(json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n",
                          {"\\u003A", "\\u0023"});
}

}  // namespace heapgate
