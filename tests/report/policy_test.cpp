// What JUnit and JSON say of entries that are allowed, of baselines, rates and advisory rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "junit_reader.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using Json = nlohmann::ordered_json;
using test::find_case;
using test::parsed;

Finding note(const std::string& rule, const std::string& subject, FindingStatus status,
             const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.subject = subject;
  finding.status = status;
  finding.message = message;
  return finding;
}

Finding by_rate() {
  Finding finding = note("slow", "all objects", FindingStatus::fail, "all objects: too fast");
  finding.unit = Unit::per_1000;
  finding.rate = 2.5;
  finding.rate_limit = 0.75;
  return finding;
}

Verdict policy_verdict() {
  Verdict verdict = test::failing_verdict();
  verdict.findings.insert(
      verdict.findings.begin(),
      {note("baseline", "ci/b.yml", FindingStatus::skip, "ci/b.yml: no baseline yet, so nothing fails"),
       note("allow", "Entry", FindingStatus::skip, "Entry: 30 objects leaked allowed (bounded)"),
       note("allow", "Session", FindingStatus::warn,
            "Session: allowed until 2027-02-28 only, it counts again"),
       by_rate()});
  verdict.baseline = BaselineReport{"ci/b.yml", false, {{"leak", "Cart", 1, 201, 40, 8040}}};
  return verdict;
}

TEST(JunitPolicy, IsValid) {
  EXPECT_EQ(test::schema_errors(render_junit(policy_verdict())), "");
}

TEST(JunitPolicy, SkipsWhatIsAllowedWithItsReason) {
  const auto document = parsed(render_junit(policy_verdict()));
  const auto entry = find_case(document, "heapgate.allow", "Entry");
  EXPECT_EQ(test::child_names(entry), "skipped ");
  EXPECT_STREQ(entry.child("skipped").attribute("message").value(),
               "Entry: 30 objects leaked allowed (bounded)");
}

TEST(JunitPolicy, PassesAnExpiredEntryWithAWarning) {
  const auto document = parsed(render_junit(policy_verdict()));
  const auto entry = find_case(document, "heapgate.allow", "Session");
  EXPECT_EQ(test::child_names(entry), "system-out ");
  EXPECT_STREQ(entry.child("system-out").text().get(),
               "warning: Session: allowed until 2027-02-28 only, it counts again");
}

TEST(JunitPolicy, SkipsAMissingBaselineAsOneCase) {
  const auto document = parsed(render_junit(policy_verdict()));
  const auto entry = find_case(document, "heapgate.baseline", "ci/b.yml");
  EXPECT_STREQ(entry.child("skipped").attribute("message").value(),
               "ci/b.yml: no baseline yet, so nothing fails");
}

TEST(JsonPolicy, TellsRatesAsTheyAre) {
  const Json finding = Json::parse(render_json(policy_verdict())).at("findings")[3];
  EXPECT_EQ(finding.at("unit"), "objects_per_1000");
  EXPECT_EQ(finding.at("actual"), 2.5);
  EXPECT_EQ(finding.at("limit"), 0.75);
}

TEST(JsonPolicy, TellsWhatChangedAgainstTheBaseline) {
  const Json json = Json::parse(render_json(policy_verdict()));
  EXPECT_EQ(
      json.at("baseline"),
      Json::parse(R"({"path": "ci/b.yml", "missing": false, "changes": [{"rule": "leak", "subject": "Cart",
                            "before": {"objects": 1, "bytes": 40}, "after": {"objects": 201, "bytes": 8040}}]})"));
  EXPECT_FALSE(Json::parse(render_json(test::failing_verdict())).contains("baseline"));
}

TEST(JsonPolicy, SaysThatRulesAreAdvisory) {
  Verdict verdict = test::failing_verdict();
  EXPECT_FALSE(Json::parse(render_json(verdict)).contains("advisory"));
  verdict.advisory = true;
  verdict.exit_code = ExitCode::pass;
  const Json json = Json::parse(render_json(verdict));
  EXPECT_EQ(json.at("advisory"), true);
  EXPECT_EQ(json.at("verdict"), "fail");
  EXPECT_EQ(json.at("exit_code"), 0);
}

TEST(JsonPolicy, TellsWhatOfAGroupIsAllowed) {
  Verdict verdict = test::failing_verdict();
  verdict.groups[1].allowed.leaked = {50, 2'000};
  const Json groups = Json::parse(render_json(verdict)).at("groups");
  EXPECT_FALSE(groups[0].contains("allowed"));
  EXPECT_EQ(groups[1].at("allowed"), Json::parse(R"({"objects": 50, "bytes": 2000})"));
}

}  // namespace
}  // namespace heapgate
