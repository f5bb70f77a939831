#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "junit_reader.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using test::child_names;
using test::find_case;
using test::parsed;
using test::schema_errors;

constexpr const char* kPlain = "Cart app/models/cart.rb";
constexpr const char* kWithin = "within the limits";

Verdict verdict_with(FindingStatus status, std::uint64_t limit) {
  Verdict verdict = test::verdict_of({test::leaking("Cart", "app/models/cart.rb", 14, 200)});
  verdict.findings = {test::finding_on(verdict, 0, limit, status)};
  if (status != FindingStatus::fail) return verdict;
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  return verdict;
}

std::vector<Verdict> samples() {
  Verdict two_limits = verdict_with(FindingStatus::fail, 20);
  two_limits.findings.push_back(test::in_bytes(two_limits.findings[0], FindingStatus::fail));
  return {test::failing_verdict(),
          test::passing_verdict(),
          test::inconclusive_verdict(),
          two_limits,
          verdict_with(FindingStatus::warn, 20),
          Verdict{}};
}

TEST(Junit, IsValidUnderTheSchema) {
  for (const Verdict& verdict : samples()) {
    EXPECT_EQ(schema_errors(render_junit(verdict)), "");
  }
}

TEST(Junit, IsCheckedByASchemaThatRefusesWrongReports) {
  const std::string valid = render_junit(test::failing_verdict());
  for (const auto& [part, wrong] : std::vector<std::pair<std::string, std::string>>{
           {" tests=\"5\"", " tests=\"five\""}, {"line=\"14\"", "line=\"0\""}, {"<failure", "<broken"}}) {
    std::string text = valid;
    const std::size_t at = text.find(part);
    ASSERT_NE(at, std::string::npos) << part;
    EXPECT_NE(schema_errors(text.replace(at, part.size(), wrong)), "") << wrong;
  }
}

TEST(Junit, SaysTheRightNumbersOnTheRootAndEverySuite) {
  const auto document = parsed(render_junit(test::failing_verdict()));
  const auto counts = [](const pugi::xml_node& node) {
    std::string text;
    for (const char* name : {"tests", "failures", "errors", "skipped"}) {
      text += std::string(node.attribute(name).value()) + " ";
    }
    return text;
  };
  const auto root = document.child("testsuites");
  EXPECT_EQ(counts(root), "5 2 0 1 ");
  EXPECT_EQ(counts(root.find_child_by_attribute("name", "heapgate.trust")), "1 0 0 0 ");
  EXPECT_EQ(counts(root.find_child_by_attribute("name", "heapgate.budgets")), "4 2 0 1 ");
}

TEST(Junit, CountsWhatIsThere) {
  for (const Verdict& verdict : samples()) {
    const auto document = parsed(render_junit(verdict));
    const auto root = document.child("testsuites");
    std::vector<pugi::xml_node> counted{root};
    for (const auto& suite : root.children("testsuite")) counted.push_back(suite);
    for (const auto& node : counted) {
      const auto said = [&](const char* name) { return node.attribute(name).as_ullong(999); };
      EXPECT_EQ(said("tests"), node.select_nodes(".//testcase").size());
      EXPECT_EQ(said("failures"), node.select_nodes(".//testcase[failure]").size());
      EXPECT_EQ(said("errors"), node.select_nodes(".//testcase[error]").size());
      EXPECT_EQ(said("skipped"), node.select_nodes(".//testcase[skipped]").size());
    }
  }
}

TEST(Junit, HasTheTrustSuiteThenWhatFailsThenWhatHoldsThenWhatWasSkipped) {
  const auto document = parsed(render_junit(test::failing_verdict()));
  std::string cases;
  for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
    cases += std::string(found.node().attribute("classname").value()) + " | " +
             found.node().attribute("name").value() + "\n";
  }
  EXPECT_EQ(cases,
            "heapgate.trust | readable\n"
            "heapgate.leak | String (unknown site)\n"
            "heapgate.leak | Cart app/models/cart.rb\n"
            "heapgate.leak | within the limits\n"
            "heapgate.old | all objects\n");
}

TEST(Junit, SaysWhatIsExceededAndWhereInAttributesAndText) {
  const auto document = parsed(render_junit(verdict_with(FindingStatus::fail, 20)));
  const auto entry = find_case(document, "heapgate.leak", kPlain);
  EXPECT_STREQ(entry.attribute("file").value(), "app/models/cart.rb");
  EXPECT_STREQ(entry.attribute("line").value(), "14");
  EXPECT_EQ(child_names(entry), "failure ");
  const auto failure = entry.child("failure");
  EXPECT_STREQ(failure.attribute("type").value(), "BudgetExceeded");
  EXPECT_STREQ(failure.attribute("message").value(),
               "Cart app/models/cart.rb:14: 200 objects leaked, over the limit of 20 (rule leak)");
  EXPECT_STREQ(failure.text().get(),
               "app/models/cart.rb:14: Cart app/models/cart.rb:14: 200 objects leaked, over the limit of 20 "
               "(rule leak)");
}

TEST(Junit, MakesTwoLimitsOfOneSubjectOneCase) {
  Verdict verdict = verdict_with(FindingStatus::fail, 20);
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::fail));
  const auto document = parsed(render_junit(verdict));
  EXPECT_EQ(document.select_nodes("//testcase[@classname='heapgate.leak']").size(), 1U);
  EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "1");
  EXPECT_STREQ(find_case(document, "heapgate.leak", kPlain).child("failure").text().get(),
               "app/models/cart.rb:14: Cart app/models/cart.rb:14: 200 objects leaked, over the limit of 20 "
               "(rule leak)\n"
               "Cart app/models/cart.rb:14: 8000 bytes leaked, over the limit of 20 (rule leak)");
}

TEST(Junit, FailsACaseOfWhichOneLimitIsExceededInEitherOrder) {
  const Finding holds = verdict_with(FindingStatus::pass, 900).findings[0];
  EXPECT_THAT(holds.message, testing::HasSubstr("within"));
  for (const bool bytes_fail : {true, false}) {
    Verdict verdict = verdict_with(FindingStatus::fail, 20);
    const auto second = bytes_fail ? FindingStatus::fail : FindingStatus::pass;
    if (bytes_fail) verdict.findings[0] = holds;
    verdict.findings.push_back(test::in_bytes(verdict.findings[0], second));
    const auto document = parsed(render_junit(verdict));
    const auto entry = find_case(document, "heapgate.leak", kPlain);
    EXPECT_EQ(child_names(entry), "failure ");
    EXPECT_NE(std::string(entry.child("failure").attribute("message").value())
                  .find(bytes_fail ? "8000 bytes leaked, over" : "200 objects leaked, over"),
              std::string::npos);
    EXPECT_EQ(std::string(entry.child("failure").text().get()).find("within"), std::string::npos);
  }
}

TEST(Junit, KeepsOneSubjectOfTwoBudgetsApart) {
  Verdict verdict = verdict_with(FindingStatus::fail, 20);
  verdict.findings.push_back(verdict.findings[0]);
  verdict.findings[1].rule = "other";
  const auto document = parsed(render_junit(verdict));
  EXPECT_TRUE(find_case(document, "heapgate.leak", kPlain));
  EXPECT_TRUE(find_case(document, "heapgate.other", kPlain));
}

TEST(Junit, LetsAWarningPassWithSystemOut) {
  const auto document = parsed(render_junit(verdict_with(FindingStatus::warn, 20)));
  const auto entry = find_case(document, "heapgate.leak", kPlain);
  EXPECT_EQ(child_names(entry), "system-out ");
  EXPECT_STREQ(entry.child("system-out").text().get(),
               "warning: Cart app/models/cart.rb:14: 200 objects leaked, over the limit of 20 (rule leak)");
  EXPECT_STREQ(entry.attribute("file").value(), "app/models/cart.rb");
  EXPECT_STREQ(document.child("testsuites").attribute("failures").value(), "0");
}

TEST(Junit, SumsUpWhatPassesOfABudgetThatJudgesEachSubject) {
  Verdict verdict = verdict_with(FindingStatus::pass, 900);
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::pass));
  const auto document = parsed(render_junit(verdict));
  EXPECT_EQ(document.select_nodes("//testcase[@classname='heapgate.leak']").size(), 1U);
  EXPECT_STREQ(find_case(document, "heapgate.leak", kWithin).child("system-out").text().get(),
               "2 limits hold");
}

TEST(Junit, HasNoThousandsOfCasesOfOneRule) {
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 3'000; ++i) groups.push_back(test::leaking("Class" + std::to_string(i), "a.rb", 1, 90));
  Verdict verdict = test::verdict_of(std::move(groups));
  for (std::size_t i = 0; i < verdict.groups.size(); ++i)
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
  const auto document = parsed(render_junit(verdict));
  EXPECT_EQ(document.select_nodes("//testcase[@classname='heapgate.leak']").size(), 101U);
  EXPECT_STREQ(find_case(document, "heapgate.leak", "other subjects").child("failure").text().get(),
               "2,900 more limits are exceeded (-o json lists them all)");
}

TEST(Junit, SaysNothingOfASumThatPasses) {
  Verdict verdict = verdict_with(FindingStatus::pass, 900);
  verdict.findings[0].each = Each::sum;
  verdict.findings[0].subject = "all objects";
  const auto document = parsed(render_junit(verdict));
  const auto entry = find_case(document, "heapgate.leak", "all objects");
  EXPECT_TRUE(entry);
  EXPECT_EQ(child_names(entry), "");
}

TEST(Junit, SaysOfNoSubjectThatItBothFailsAndPasses) {
  Verdict verdict = verdict_with(FindingStatus::fail, 20);
  verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::pass));
  const auto document = parsed(render_junit(verdict));
  EXPECT_EQ(document.select_nodes("//testcase[@classname='heapgate.leak']").size(), 1U);
}

TEST(Junit, SkipsABudgetThatIsOffWithItsReason) {
  const auto document = parsed(render_junit(test::failing_verdict()));
  const auto entry = find_case(document, "heapgate.old", "all objects");
  EXPECT_EQ(child_names(entry), "skipped ");
  EXPECT_STREQ(entry.child("skipped").attribute("message").value(),
               "all objects: switched off by 'severity: off' (rule old)");
}

TEST(Junit, MakesABudgetThatCouldNotBeJudgedAnError) {
  const auto document = parsed(render_junit(test::inconclusive_verdict()));
  const auto entry = find_case(document, "heapgate.leak", "all objects");
  EXPECT_EQ(child_names(entry), "error ");
  EXPECT_STREQ(entry.child("error").attribute("type").value(), "CannotJudge");
  EXPECT_STREQ(entry.child("error").attribute("message").value(), "all objects: not judged (rule leak)");
  EXPECT_STREQ(entry.child("error").text().get(), "all objects: not judged (rule leak)");
  EXPECT_STREQ(document.child("testsuites").attribute("errors").value(), "2");
}

TEST(Junit, SkipsABudgetThatIsOffAlsoWhereNothingCanBeJudged) {
  Verdict verdict = test::inconclusive_verdict();
  verdict.findings.push_back(test::skipped("old", "all objects", "switched off by 'severity: off'"));
  const auto document = parsed(render_junit(verdict));
  EXPECT_EQ(child_names(find_case(document, "heapgate.old", "all objects")), "skipped ");
}

TEST(Junit, MakesATrustFailureAnErrorAndATrustWarningOutput) {
  const auto document = parsed(render_junit(test::inconclusive_verdict()));
  const auto failed = find_case(document, "heapgate.trust", "complete");
  EXPECT_EQ(document.select_nodes("//testcase[@name='complete']").size(), 1U);
  EXPECT_EQ(child_names(failed), "error system-out ");
  EXPECT_STREQ(failed.child("error").attribute("message").value(), "dumps/2.json: the dump is not complete");
  EXPECT_STREQ(failed.child("error").text().get(), "dumps/2.json: the dump is not complete");
  EXPECT_STREQ(failed.child("system-out").text().get(), "dumps/3.json: not quiet");
  const auto well = find_case(document, "heapgate.trust", "readable");
  EXPECT_STREQ(well.child("system-out").text().get(), "every dump was read to its end");
}

TEST(Junit, GivesNoFileAndLineWhereTheSiteIsUnknown) {
  const auto document = parsed(render_junit(test::failing_verdict()));
  const auto entry = find_case(document, "heapgate.leak", "String (unknown site)");
  EXPECT_EQ(child_names(entry), "failure ");
  EXPECT_FALSE(entry.attribute("file"));
  EXPECT_FALSE(entry.attribute("line"));
}

TEST(Junit, GivesTheFileButNoLineThatIsNoPositiveNumber) {
  for (const std::optional<std::int64_t> line : {std::optional<std::int64_t>(0), {-3}, {std::nullopt}}) {
    Verdict verdict = verdict_with(FindingStatus::fail, 20);
    verdict.groups[0].group.key.line = line;
    const std::string xml = render_junit(verdict);
    const auto document = parsed(xml);
    const auto entry = find_case(document, "heapgate.leak", kPlain);
    EXPECT_STREQ(entry.attribute("file").value(), "app/models/cart.rb");
    EXPECT_FALSE(entry.attribute("line"));
    EXPECT_EQ(schema_errors(xml), "");
  }
}

TEST(Junit, NamesThePlaceOfTheGroupThatCountsMost) {
  Verdict verdict = test::failing_verdict();
  verdict.findings = {test::finding_on(verdict, 1, 20, FindingStatus::fail)};
  verdict.findings[0].subject = "everything";
  verdict.findings[0].each = Each::sum;
  verdict.findings[0].groups = {2, 1};
  const auto document = parsed(render_junit(verdict));
  EXPECT_STREQ(find_case(document, "heapgate.leak", "everything").attribute("file").value(), "lib/visits.rb");
}

}  // namespace
}  // namespace heapgate
