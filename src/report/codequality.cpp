#include <nlohmann/json.hpp>

#include <algorithm>

#include "cause_fingerprint.hpp"
#include "cause_text.hpp"
#include "formats.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;

Json entry(const std::string& check, const std::string& message, const std::string& fingerprint,
           const char* severity, const Json& location) {
  return {{"description", clean_line(message)},
          {"check_name", "heapgate." + clean_line(check)},
          {"fingerprint", fingerprint},
          {"severity", severity},
          {"location", location}};
}

Json location(const std::string& path, std::int64_t line) {
  return {{"path", clean_line(path)}, {"lines", {{"begin", std::max<std::int64_t>(1, line)}}}};
}

// GitLab shows what has a place only: what has none is placed in the rule file, where its budget is.
Json rules_place_of(const Finding& finding, const Verdict& verdict) {
  const std::string rules = rules_place(verdict);
  return location(rules, finding.source.path == rules ? finding.source.line : 1);
}

Json place_of(const Cause& cause, const Verdict& verdict) {
  const auto anchor = sites_of(cause, verdict).anchor;
  if (anchor && is_of_repository(*anchor))
    return location(repository_path(*anchor, verdict), anchor->group.key.line.value_or(1));
  return rules_place_of(*cause.findings.front(), verdict);
}

}  // namespace

// A run that could not be judged must not look like one without findings, so each failed check is one.
std::string render_codequality(const Verdict& verdict) {
  Json list = Json::array();
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.status != TrustStatus::fail) continue;
    const std::string check = std::string("trust.") + to_string(finding.check);
    const auto before = std::count_if(list.begin(), list.end(), [&](const Json& other) {
      return other.at("check_name") == "heapgate." + check;
    });
    list.push_back(entry(check, finding.message, check + ":" + std::to_string(before + 1), "blocker",
                         location(rules_place(verdict), 1)));
  }
  const CauseFingerprints prints(verdict);
  for (const Finding& finding : verdict.findings) {
    if (finding.blind)
      list.push_back(entry(finding.rule, finding.message, prints.of(finding), "blocker",
                           rules_place_of(finding, verdict)));
  }
  for (const Cause& cause : causes_of(verdict)) {
    const char* severity = cause.status == FindingStatus::fail ? "major" : "minor";
    list.push_back(entry(cause.findings.front()->rule, cause_sentence(cause, verdict), prints.of(cause),
                         severity, place_of(cause, verdict)));
  }
  return without_commands(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n",
                          {"\\u003A", "\\u0023"});
}

}  // namespace heapgate
