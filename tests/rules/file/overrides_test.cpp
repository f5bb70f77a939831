#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loading.hpp"
#include "rules/judge/placed.hpp"

namespace heapgate {
namespace {

using test::described;
using test::error_of;
using test::leaking;
using test::load;
using test::loaded;
using test::placed;
using test::TempFolder;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

const std::vector<PlacedGroup> kGroups{leaking(placed("Cart", "shop/cart.rb", 1), {50, 500}),
                                       leaking(placed("Cart", "legacy/cart.rb", 2), {40, 400}),
                                       leaking(placed("Bill", "legacy/core/bill.rb", 3), {30, 300})};

// "STATUS MESSAGE" of what the groups come to.
std::vector<std::string> told(const std::string& text) {
  std::vector<std::string> texts;
  for (const Finding& finding : judge(loaded(text), kGroups))
    texts.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  return texts;
}

TEST(Overrides, ReplaceABudgetFieldByFieldForSomePaths) {
  EXPECT_THAT(described(loaded(R"(version: 1
budgets: [{id: leak, class: Cart, each: group, measure: kept, max: 20}]
overrides: [{path: "legacy/**", budgets: [{id: leak, max: 40}]}]
)")),
              ElementsAre("leak: Cart, group kept error, max 20",
                          "leak: Cart in legacy/**, group kept error, max 40"));
}

TEST(Overrides, JudgeEachGroupByOneBudgetOfAnId) {
  EXPECT_THAT(
      told(R"(version: 1
budgets: [{id: leak, each: group, max: 45}]
overrides:
  - {path: "legacy/**", budgets: [{id: leak, max: 35}]}
)"),
      ElementsAre("fail Cart shop/cart.rb:1: 50 objects leaked, over the limit of 45 (rule leak)",
                  "fail Cart legacy/cart.rb:2: 40 objects leaked, over the limit of 35 (rule leak)",
                  "pass Bill legacy/core/bill.rb:3: 30 objects leaked, within the limit of 35 (rule leak)"));
}

TEST(Overrides, OfWhichTheLastThatFitsGoes) {
  EXPECT_THAT(
      told(R"(version: 1
budgets: [{id: leak, max: 45}]
overrides:
  - {path: "legacy/**", budgets: [{id: leak, max: 100}]}
  - {path: ["legacy/core/**", "none/**"], budgets: [{id: leak, max: 0, severity: warn}]}
)"),
      ElementsAre(
          "fail all objects: 50 objects leaked, over the limit of 45 (rule leak)",
          "pass all objects in legacy/**: 40 objects leaked, within the limit of 100 (rule leak)",
          "warn all objects in legacy/core/**, none/**: 30 objects leaked, over the limit of 0 (rule leak)"));
}

TEST(Overrides, TellTheirPathsWhereASubjectDoesNot) {
  EXPECT_THAT(told(R"(version: 1
budgets: [{id: leak, class: Cart, each: class, max: 45}]
overrides: [{path: "legacy/**", budgets: [{id: leak, max: 35}]}]
)"),
              ElementsAre("fail Cart: 50 objects leaked, over the limit of 45 (rule leak)",
                          "fail Cart in legacy/**: 40 objects leaked, over the limit of 35 (rule leak)"));
}

TEST(Overrides, OfANewIdGoForTheirPathsAlone) {
  EXPECT_THAT(told(R"(version: 1
budgets: [{id: leak, max: 1000}]
overrides: [{path: "legacy/**", budgets: [{id: old, class: Bill, max: 0}]}]
)"),
              ElementsAre("pass all objects: 120 objects leaked, within the limit of 1000 (rule leak)",
                          "fail Bill in legacy/**: 30 objects leaked, over the limit of 0 (rule old)"));
}

TEST(Overrides, MaySwitchABudgetOff) {
  EXPECT_THAT(told(R"(version: 1
budgets: [{id: leak, max: 50}]
overrides: [{path: "legacy/**", budgets: [{id: leak, severity: off}]}]
)"),
              ElementsAre("pass all objects: 50 objects leaked, within the limit of 50 (rule leak)",
                          "skip all objects in legacy/**: switched off by 'severity: off' (rule leak)"));
}

TEST(Overrides, NeedSites) {
  const Rulebook rulebook = loaded(R"(version: 1
budgets: [{id: leak, max: 1000}]
overrides: [{path: "legacy/**", budgets: [{id: leak, max: 1}]}]
)");
  EXPECT_FALSE(rulebook.budgets[0].needs_sites);
  EXPECT_TRUE(rulebook.budgets[1].needs_sites);
}

TEST(Overrides, TakeWhatTheyDoNotSayFromTheEffectiveBudget) {
  const TempFolder folder;
  folder.write("org.yml", R"(version: 1
budgets: [{id: leak, each: group, max: 20}]
overrides: [{path: "legacy/**", budgets: [{id: leak, max: 40}]}]
)");
  folder.write("heapgate.yml",
               "version: 1\nextends: org.yml\nbudgets: [{id: leak, each: class, class: Cart}]\n");
  EXPECT_THAT(described(load(folder)), ElementsAre("leak: Cart, class leaked error, max 20",
                                                   "leak: Cart in legacy/**, class leaked error, max 40"));
}

TEST(Overrides, OfTheSamePathsAreReplacedFieldByField) {
  const TempFolder folder;
  folder.write("org.yml", R"(version: 1
budgets: [{id: leak, each: group, max: 20}]
overrides: [{path: "legacy/**", budgets: [{id: leak, max: 40}]}]
)");
  folder.write("heapgate.yml", R"(version: 1
extends: org.yml
overrides: [{path: ["legacy/**"], budgets: [{id: leak, severity: warn}]}]
)");
  const Rulebook rulebook = load(folder);
  EXPECT_THAT(described(rulebook), ElementsAre("leak: all objects, group leaked error, max 20",
                                               "leak: all objects in legacy/**, group leaked warn, max 40"));
  EXPECT_EQ(described(rulebook.budgets[1].source, folder), "heapgate.yml:3:45");
}

TEST(Overrides, TakeTheDefaultsOfTheirFile) {
  EXPECT_THAT(described(loaded(R"(version: 1
defaults: {severity: warn, each: site}
budgets: [{id: leak, each: group, max: 20}]
overrides: [{path: x/**, budgets: [{id: leak, max: 1}, {id: new, max: 2}]}]
)")),
              UnorderedElementsAre("leak: all objects, group leaked warn, max 20",
                                   "leak: all objects in x/**, group leaked warn, max 1",
                                   "new: all objects in x/**, site leaked warn, max 2"));
}

TEST(Overrides, KeepBudgetsOfOtherPathsApart) {
  const TempFolder folder;
  folder.write("heapgate.yml", R"(version: 1
budgets: [{id: leak, max: 20}]
overrides:
  - {path: a/**, budgets: [{id: leak, max_bytes: 1kB}]}
  - {path: b/**, budgets: [{id: leak, measure: kept}]}
)");
  EXPECT_THAT(described(load(folder)),
              ElementsAre("leak: all objects, sum leaked error, max 20",
                          "leak: all objects in a/**, sum leaked error, max 20, max_bytes 1000",
                          "leak: all objects in b/**, sum kept error, max 20"));
}

std::string error_in(const std::string& override) {
  return error_of("version: 1\nbudgets: [{id: a, max: 1}]\noverrides:\n  - " + override + "\n");
}

TEST(Overrides, NeedAPathAndBudgets) {
  EXPECT_EQ(error_in("{}"), "heapgate.yml:4:5: an override needs a 'path'");
  EXPECT_EQ(error_in("{path: x/**}"), "heapgate.yml:4:5: an override needs 'budgets'");
  EXPECT_EQ(error_in("{path: x/**, budgets: []}"), "heapgate.yml:4:5: an override needs 'budgets'");
  EXPECT_EQ(error_in("{budgets: [{id: a, max: 2}]}"), "heapgate.yml:4:5: an override needs a 'path'");
  EXPECT_EQ(error_in("{path: [], budgets: [{id: a, max: 2}]}"),
            "heapgate.yml:4:12: 'path' must not be an empty list");
  EXPECT_EQ(error_in("{path: '', budgets: [{id: a, max: 2}]}"),
            "heapgate.yml:4:12: 'path' must not be empty");
  EXPECT_EQ(error_in("{path: '/(/', budgets: [{id: a, max: 2}]}"),
            "heapgate.yml:4:12: '/(/' is not a valid pattern: missing ): (");
  EXPECT_EQ(error_in("x/**"), "heapgate.yml:4:5: an override must be a mapping of keys, not 'x/**'");
  EXPECT_EQ(error_in("{paths: x/**}"),
            "heapgate.yml:4:6: unknown key 'paths' in an override; did you mean 'path'?");
}

TEST(Overrides, NeedALimitForAnIdThatThereIsNot) {
  EXPECT_EQ(error_in("{path: x/**, budgets: [{id: new, class: Cart}]}"),
            "heapgate.yml:4:28: the budget 'new' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'");
}

TEST(Overrides, HaveEachPathAndEachIdOnce) {
  EXPECT_EQ(error_in("{path: x/**, budgets: [{id: a, max: 2}, {id: a, max: 3}]}"),
            "heapgate.yml:4:45: the id 'a' is taken by the budget in line 4");
  EXPECT_EQ(
      error_in("{path: x/**, budgets: [{id: a, max: 2}]}\n  - {path: x/**, budgets: [{id: a, max: 3}]}"),
      "heapgate.yml:5:5: the same 'path' has the override in line 4");
}

TEST(Overrides, MayBeAllTheRulesThereAre) {
  EXPECT_THAT(described(loaded("version: 1\noverrides: [{path: x/**, budgets: [{id: a, max: 2}]}]\n")),
              ElementsAre("a: all objects in x/**, sum leaked error, max 2"));
}

}  // namespace
}  // namespace heapgate
