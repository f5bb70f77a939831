#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cause_fingerprint.hpp"
#include "cause_text.hpp"
#include "formats.hpp"
#include "heapgate/version.hpp"
#include "markdown_text.hpp"
#include "next_step.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kRoot = "%SRCROOT%";
constexpr const char* kHome = "https://github.com/heapgate/heapgate";
constexpr const char* kHelp = "https://github.com/heapgate/heapgate/blob/main/rules/README.md#budgets";

// The budget that the result is listed under: of a leak that exceeds several, the first.
const Finding& first_of(const Cause& cause) {
  return *cause.findings.front();
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
Json location_of(const CauseSites& sites, const Verdict& verdict) {
  if (sites.anchor && sites.anchor->is_file()) return location(*sites.anchor, verdict);
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

Json properties(const Cause& cause, const Verdict& verdict) {
  if (cause.leak == nullptr) return properties(first_of(cause));
  return {{"subject", clean_line(verdict.groups[cause.leak->group].subject())},
          {"groups", cause.groups.size()},
          {"objects", cause.sum.objects},
          {"bytes", cause.sum.bytes},
          {"limits", cause.findings.size()}};
}

std::string message(const Cause& cause, const Verdict& verdict) {
  std::string text = clean_line(cause_sentence(cause, verdict));
  for (const std::string& line : cause_details(cause, verdict)) text += "\n" + clean_line(line);
  return cause.leak == nullptr ? text : text + "\nnext: " + next_step_text(cause, verdict);
}

// GitHub shows a related place only with a message.
Json related_locations(const CauseSites& sites, const Verdict& verdict) {
  Json list = Json::array();
  for (const PlacedGroup& placed : sites.related) {
    list.push_back({{"id", list.size() + 1}});
    list.back().update(location(placed, verdict));
    list.back()["message"] = {{"text", clean_line(placed.subject()) + " belongs to this leak"}};
  }
  return list;
}

Json result_json(const Cause& cause, const Verdict& verdict, std::size_t rule_index,
                 const std::string& print) {
  const CauseSites sites = sites_of(cause, verdict);
  // The second name of the fingerprint is the one that GitHub looks for.
  Json result{{"ruleId", rule_id(first_of(cause))},
              {"ruleIndex", rule_index},
              {"level", cause.status == FindingStatus::fail ? "error" : "warning"},
              {"message", {{"text", message(cause, verdict)}}},
              {"locations", Json::array({location_of(sites, verdict)})},
              {"partialFingerprints", {{"heapgateSubject/v1", print}, {"primaryLocationLineHash", print}}},
              {"properties", properties(cause, verdict)}};
  if (!sites.related.empty()) result["relatedLocations"] = related_locations(sites, verdict);
  return result;
}

Json results_json(const std::vector<Cause>& causes, const Verdict& verdict,
                  const std::map<std::string, std::size_t>& rules) {
  const CauseFingerprints prints(verdict);
  Json list = Json::array();
  for (const Cause& cause : causes)
    list.push_back(result_json(cause, verdict, rules.at(rule_id(first_of(cause))), prints.of(cause)));
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
  const std::vector<Cause> causes = causes_of(verdict);
  Json rules = Json::array();
  std::map<std::string, std::size_t> indices;
  for (const Cause& cause : causes) {
    const std::string id = rule_id(first_of(cause));
    if (!indices.emplace(id, indices.size()).second) continue;
    const std::string text = "budget '" + id + "' of " + clean_line(verdict.rules);
    const std::string full =
        text + ": a limit on what leaks, grows or is kept between heap dumps of one process.";
    rules.push_back({{"id", id},
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
                 {"results", results_json(causes, verdict, indices)}};
  const Json json{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                  {"version", "2.1.0"},
                  {"runs", Json::array({run})}};
  return without_commands(json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n",
                          {"\\u003A", "\\u0023"});
}

}  // namespace heapgate
