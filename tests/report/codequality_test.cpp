// GitLab's code quality report.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json report_of(const Verdict& verdict) {
  return json::parse(render_codequality(verdict));
}

std::vector<std::string> each(const json& list, const char* key) {
  std::vector<std::string> result;
  for (const json& entry : list) result.push_back(entry.at(key));
  return result;
}

TEST(CodeQuality, HasWhatExceedsALimitAtItsFileAndLine) {
  const Verdict verdict = test::failing_verdict();
  const json list = report_of(verdict);
  ASSERT_FALSE(list.empty());
  EXPECT_EQ(list[0].at("description"), verdict.findings[0].message);
  EXPECT_EQ(list[0].at("check_name"), "heapgate.leak");
  EXPECT_EQ(list[0].at("severity"), "major");
  const auto over = std::count_if(verdict.findings.begin(), verdict.findings.end(), is_over);
  EXPECT_EQ(list.size(), static_cast<std::size_t>(over));
}

TEST(CodeQuality, PlacesWhatIsNoFileOfTheRepositoryWhereItsBudgetIs) {
  Verdict verdict = test::verdict_of({test::leaking("Cart", "app/cart.rb", 14, 200)});
  verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::warn)};
  verdict.findings[0].source = {"ci/leaks.yml", 7, 5};
  verdict.rules = "ci/leaks.yml";
  const auto place = [&] { return report_of(verdict)[0].at("location").dump(); };
  EXPECT_EQ(place(), R"({"lines":{"begin":14},"path":"app/cart.rb"})");
  EXPECT_EQ(report_of(verdict)[0].at("severity"), "minor");
  verdict.groups[0] = test::at(verdict.groups[0], "/usr/lib/ruby/set.rb");
  EXPECT_EQ(place(), R"({"lines":{"begin":7},"path":"ci/leaks.yml"})");
  // The budget of a file that this one extends, built-in rules, and a rule file elsewhere have no line of it.
  verdict.findings[0].source.path = "ci/org.yml";
  EXPECT_EQ(place(), R"({"lines":{"begin":1},"path":"ci/leaks.yml"})");
  verdict.findings[0].source.path = verdict.rules = "/etc/leaks.yml";
  EXPECT_EQ(place(), R"({"lines":{"begin":1},"path":"heapgate.yml"})");
  verdict.findings[0].source.path = verdict.rules = "default";
  verdict.rules_built_in = true;
  EXPECT_EQ(place(), R"({"lines":{"begin":1},"path":"heapgate.yml"})");
}

TEST(CodeQuality, OfAPassIsEmpty) {
  EXPECT_EQ(render_codequality(test::passing_verdict()), "[]\n");
}

TEST(CodeQuality, ShowsWhatCouldNotBeJudged) {
  const json list = report_of(test::inconclusive_verdict());
  ASSERT_FALSE(list.empty());
  EXPECT_THAT(each(list, "severity"), testing::Each("blocker"));
  EXPECT_EQ(list[0].at("check_name"), "heapgate.trust.complete");
}

TEST(CodeQuality, KnowsALeakAgainWhoseLineOrNumberChanged) {
  const auto prints = [](std::int64_t line, std::uint64_t objects) {
    Verdict verdict = test::verdict_of({test::leaking("Cart", "app/cart.rb", line, objects),
                                        test::leaking("Cart", "app/cart.rb", line + 5, objects)});
    for (const std::size_t i : {0U, 1U})
      verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
    return each(report_of(verdict), "fingerprint");
  };
  EXPECT_EQ(prints(14, 200), prints(99, 300));
  EXPECT_NE(prints(14, 200)[0], prints(14, 200)[1]);
}

TEST(CodeQuality, IsGoodJsonWhateverTheNames) {
  for (const std::string& name : test::kHostileNames) {
    Verdict verdict = test::verdict_of({test::leaking(name, "app/" + name, 1, 200)});
    verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::fail)};
    verdict.findings[0].message = name;
    EXPECT_EQ(report_of(verdict).size(), 1U) << name;
    EXPECT_EQ(render_codequality(verdict).find("::"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace heapgate
