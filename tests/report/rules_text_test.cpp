#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "golden.hpp"
#include "heapgate/report.hpp"
#include "rules/file/loading.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* kRules = R"(version: 1
extends: default
root: [., /app]
iterations: [200, 400]
mode: advisory
trust: {compaction: warn, quiet: fail}
budgets:
  - {id: carts, class: Cart, max: 0, max_bytes: 64KiB, max_per_1000: 2.5, max_increase: 5, max_increase_bytes: 1kB}
  - {id: app, site: ["app/**", "lib/**"], each: site, measure: kept, max: 3, severity: warn}
  - {id: gems, gem: "*", each: gem, max: 9}
  - {id: classes, each: class, measure: growth, max: 70}
  - {id: old, severity: off}
overrides:
  - path: "lib/**"
    budgets:
      - {id: leak, max: 300}
allow:
  - {class: Entry, site: lib/lru.rb, max: 500, reason: "bounded at 500", expires: 2027-03-01, issue: "https://example.org/7"}
  - {class: Gone, reason: "was here"}
)";

// A rulebook with the places of its files, but not those of its folder.
Rulebook rules_of(const test::TempFolder& folder, const std::string& text) {
  folder.write("heapgate.yml", text);
  Rulebook rulebook = test::load(folder);
  const auto short_path = [&](std::string& path) { path = test::without_folder(path, folder); };
  short_path(rulebook.path);
  for (Budget& budget : rulebook.budgets) short_path(budget.source.path);
  for (AllowEntry& entry : rulebook.allow) short_path(entry.source.path);
  for (std::string& root : rulebook.roots) {
    if (root.starts_with(folder.path())) root = "FOLDER";
  }
  return rulebook;
}

Verdict judged_by(const Rulebook& rulebook) {
  Verdict verdict = test::failing_verdict();
  const JudgeContext context{Basis::objects, true, {200, 400}};
  verdict.findings = apply_allow(rulebook, verdict.groups, context, 2026y / 1 / 1);
  for (Finding& finding : judge(rulebook, verdict.groups, context)) verdict.findings.push_back(finding);
  return verdict;
}

TEST(RulesText, TellsTheEffectiveRulesAndWhereEachComesFrom) {
  const test::TempFolder folder;
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/rules.txt", render_rules(rules_of(folder, kRules), nullptr));
}

TEST(RulesText, TellsWhatEachMatched) {
  const test::TempFolder folder;
  const Rulebook rulebook = rules_of(folder, kRules);
  const Verdict verdict = judged_by(rulebook);
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/rules-matched.txt", render_rules(rulebook, &verdict));
}

TEST(RulesText, ClaimsNoMatchesForDumpsThatCannotBeJudged) {
  const test::TempFolder folder;
  const Rulebook rulebook =
      rules_of(folder, "version: 1\nbudgets: [{id: a, max: 1}]\nallow: [{class: A, reason: x}]\n");
  Verdict verdict = test::inconclusive_verdict();
  verdict.findings = not_judged(rulebook);
  EXPECT_EQ(render_rules(rulebook, &verdict),
            "Rules: heapgate.yml, enforced\n\nBudgets\n"
            "  a: all objects: leaked max 1  (heapgate.yml:2)\n"
            "      skip all objects: not judged (rule a)\n\nAllowed\n"
            "  A: x  (heapgate.yml:3)\n");
}

TEST(RulesText, NamesFiveGroupsOfASum) {
  const test::TempFolder folder;
  const Rulebook rulebook = rules_of(folder, "version: 1\nbudgets: [{id: a, max: 1}]\n");
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 7; ++i)
    groups.push_back(
        test::leaking("Class" + std::to_string(i), "a.rb", 1, static_cast<std::uint64_t>(90 - i)));
  Verdict verdict = test::verdict_of(groups);
  verdict.findings = judge(rulebook, verdict.groups);
  EXPECT_THAT(render_rules(rulebook, &verdict),
              HasSubstr("    matches 7 groups\n"
                        "      fail all objects: 609 objects leaked, over the limit of 1 (rule a)\n"
                        "        of Class0 a.rb:1, Class1 a.rb:1, Class2 a.rb:1, Class3 a.rb:1, Class4 "
                        "a.rb:1 and 2 more\n"));
}

TEST(RulesText, KeepsHostileNamesOnTheirLine) {
  for (const std::string& name : test::kHostileNames) {
    Rulebook rulebook;
    rulebook.path = name;
    Budget budget;
    budget.id = budget.subject = name;
    budget.max = 1;
    rulebook.budgets = {budget};
    AllowEntry entry;
    entry.subject = entry.reason = entry.issue = name;
    rulebook.allow = {entry};
    const std::string text = render_rules(rulebook, nullptr);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7) << text;
  }
}

}  // namespace
}  // namespace heapgate
