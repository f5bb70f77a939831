// One cause is one failure in every report.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "explained_verdict.hpp"
#include "golden.hpp"
#include "junit_reader.hpp"
#include "report/formats.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void expect_golden(const std::string& name, const std::string& text) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name, text);
}

// The 21 groups of one leak.
Verdict large_leak() {
  std::vector<PlacedGroup> groups;
  std::vector<std::size_t> members;
  for (std::size_t i = 0; i < 21; ++i) {
    groups.push_back(test::leaking("Class" + std::to_string(i), "app/models/order.rb",
                                   static_cast<std::int64_t>(10 + i), 200));
    members.push_back(i);
  }
  Verdict verdict = test::verdict_of(std::move(groups));
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  for (const std::size_t i : members)
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
  verdict.explanation = Explanation{{test::leak_of_groups(members, "Array lib/store.rb:4")}, ""};
  return verdict;
}

RenderOptions linked() {
  RenderOptions options;
  options.source_url = "https://github.com/o/r/blob/0123abcd/";
  return options;
}

TEST(CauseReports, OfEveryFormat) {
  const Verdict verdict = test::explained_verdict();
  expect_golden("causes.txt", render_human(verdict, false));
  expect_golden("causes.md", render_markdown(verdict, linked()));
  expect_golden("causes.xml", render_junit(verdict));
  expect_golden("causes.sarif", render_sarif(verdict));
  expect_golden("causes.github.txt", render_github(verdict));
  expect_golden("causes.codequality.json", render_codequality(verdict));
}

TEST(CauseReports, AreShortForALeakOfManyGroups) {
  const std::string human = render_human(large_leak(), false);
  EXPECT_THAT(human, HasSubstr(": FAIL: 1 leak (21 groups, 4,200 objects) over budget\n"));
  EXPECT_THAT(human, HasSubstr("over the limit of 20 (rule leak); 20 more limits are exceeded\n"));
  EXPECT_THAT(human, HasSubstr("    and 15 more groups (heapgate explain tells them all)\n    path: "));
  EXPECT_EQ(test::annotations_in(render_github(large_leak())).size(), 1U);
  EXPECT_EQ(json::parse(render_codequality(large_leak())).size(), 1U);
  EXPECT_EQ(json::parse(render_sarif(large_leak())).at("runs")[0].at("results").size(), 1U);
  const std::string markdown = render_markdown(large_leak(), {});
  EXPECT_LT(std::count(markdown.begin(), markdown.end(), '\n'), 20);
}

TEST(CauseReports, OfJUnitHaveOneCaseWithAllMembersAndLimits) {
  const std::string xml = render_junit(large_leak());
  EXPECT_EQ(test::schema_errors(xml), "");
  const auto document = test::parsed(xml);
  EXPECT_EQ(document.select_nodes("//testcase[@classname='heapgate.leak']").size(), 1U);
  const std::string text = document.select_node("//failure").node().text().get();
  EXPECT_THAT(text, HasSubstr("\nClass20 app/models/order.rb:30: 200 objects leaked, over the limit of 20"));
  EXPECT_THAT(text, HasSubstr("\nClass20 app/models/order.rb:30: 1 each"));
}

TEST(CauseReports, OfJUnitNameASumAsWhereItHolds) {
  Verdict verdict = test::explained_verdict();
  verdict.findings[0].each = Each::sum;
  verdict.findings[0].subject = "Entry";
  EXPECT_TRUE(
      test::find_case(test::parsed(render_junit(verdict)), "heapgate.leak", "Entry").child("failure"));
  verdict.findings.resize(1);
  verdict.findings[0].status = FindingStatus::pass;
  EXPECT_TRUE(test::find_case(test::parsed(render_junit(verdict)), "heapgate.leak", "Entry"));
}

TEST(CauseReports, CountWhatIsNoLeakBeside) {
  const auto headline = [](const Verdict& verdict) {
    const std::string text = render_human(verdict, false);
    return text.substr(0, text.find('\n'));
  };
  Verdict verdict = test::explained_verdict();
  EXPECT_THAT(headline(verdict), HasSubstr(": FAIL: 2 leaks (4 groups, 690 objects) over budget"));
  verdict.findings.push_back(verdict.findings[0]);
  verdict.findings.back().groups = {0, 3};
  EXPECT_THAT(headline(verdict),
              HasSubstr(": FAIL: 2 leaks (4 groups, 690 objects) and 1 more limit over budget"));
  verdict.findings.push_back(verdict.findings.back());
  EXPECT_THAT(headline(verdict), HasSubstr(" and 2 more limits over budget"));
  for (Finding& finding : verdict.findings) finding.status = FindingStatus::warn;
  verdict.outcome = Outcome::pass;
  EXPECT_THAT(headline(verdict), HasSubstr("no limit that fails the build is exceeded, 4 warnings"));
}

TEST(CauseReports, OfALeakThatOnlyWarnsPass) {
  Verdict verdict = test::explained_verdict();
  for (Finding& finding : verdict.findings) finding.status = FindingStatus::warn;
  verdict.outcome = Outcome::pass;
  verdict.exit_code = ExitCode::pass;
  const auto document = test::parsed(render_junit(verdict));
  const auto entry = test::find_case(document, "heapgate.leak", "Entry lru 1.2.0 lib/lru.rb");
  EXPECT_EQ(test::child_names(entry), "system-out ");
  EXPECT_THAT(entry.child("system-out").text().get(), testing::StartsWith("warning: Entry lru 1.2.0"));
  EXPECT_EQ(json::parse(render_codequality(verdict))[0].at("severity"), "minor");
  EXPECT_EQ(json::parse(render_sarif(verdict)).at("runs")[0].at("results")[0].at("level"), "warning");
  EXPECT_EQ(test::annotations_in(render_github(verdict)).at(0).level, "warning");
  EXPECT_THAT(render_human(verdict, false), AllOf(HasSubstr("\n  warn Entry"), Not(HasSubstr("next:"))));
}

TEST(CauseReports, KnowALeakByTheFingerprintOfTheJsonReport) {
  const Verdict verdict = test::explained_verdict();
  const json leaks = json::parse(render_json(verdict)).at("leaks");
  const json sarif = json::parse(render_sarif(verdict)).at("runs")[0].at("results");
  const json quality = json::parse(render_codequality(verdict));
  for (std::size_t i = 0; i < leaks.size(); ++i) {
    EXPECT_EQ(sarif[i].at("partialFingerprints").at("primaryLocationLineHash"), leaks[i].at("fingerprint"));
    EXPECT_EQ(quality[i].at("fingerprint"), leaks[i].at("fingerprint"));
  }
  EXPECT_EQ(json::parse(render_json(verdict)).at("findings").size(), 4U) << "JSON has every finding";
}

TEST(CauseReports, SayNoMoreWhatACauseHasSaid) {
  Verdict verdict = test::explained_verdict();
  EXPECT_THAT(render_human(verdict, false), Not(HasSubstr("Why it is kept")));
  EXPECT_THAT(render_markdown(verdict, {}), Not(HasSubstr("Why it is kept")));
  verdict.findings.resize(1);
  verdict.findings[0].groups = {0, 3};
  EXPECT_THAT(render_human(verdict, false),
              HasSubstr("Why it is kept\n  Entry lru 1.2.0 lib/lru.rb:7 leaks"));
  EXPECT_THAT(render_markdown(verdict, {}), HasSubstr("### Why it is kept\n\n- Entry lru 1.2.0"));
}

TEST(CauseReports, AreNoCommandsWhateverTheNames) {
  for (const std::string name : {"::error::planted", "##[error]planted"}) {
    Verdict verdict = test::explained_verdict();
    for (PlacedGroup& placed : verdict.groups) placed.group.key.class_name = name;
    verdict.explanation->leaks[0].holders[0].name = name;
    verdict.explanation->leaks[0].path = {name};
    for (const std::string& text : {render_junit(verdict), render_sarif(verdict), render_codequality(verdict),
                                    render_markdown(verdict, linked())})
      EXPECT_TRUE(test::commands_in(text).empty()) << text;
    EXPECT_EQ(test::commands_in(render_github(verdict)), (std::vector<std::string>{"error", "error"}));
  }
}

}  // namespace
}  // namespace heapgate
