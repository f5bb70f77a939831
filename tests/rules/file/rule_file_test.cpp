#include "rules/file/rule_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

using test::described;
using test::loaded;
using testing::ElementsAre;

TEST(RuleFile, ReadsEveryFieldOfTheFile) {
  const RuleFile file = read_rule_file(R"(version: 1
extends: [default, ./org.yml]
root: [., /app]
trust: {compaction: warn, gc: fail}
defaults: {each: site, measure: kept, severity: warn}
)",
                                       "rules.yml");
  EXPECT_EQ(file.path, "rules.yml");
  EXPECT_THAT(file.extends, ElementsAre(testing::Field(&Extends::name, "default"),
                                        testing::Field(&Extends::name, "./org.yml")));
  EXPECT_THAT(file.roots, ElementsAre(".", "/app"));
  EXPECT_THAT(file.trust, ElementsAre(testing::Pair(TrustCheck::compaction, TrustStatus::warn),
                                      testing::Pair(TrustCheck::gc, TrustStatus::fail)));
  EXPECT_EQ(file.defaults.each, Each::site);
  EXPECT_EQ(file.defaults.measure, Measure::kept);
  EXPECT_EQ(file.defaults.severity, Severity::warn);
}

TEST(RuleFile, ReadsEveryFieldOfABudget) {
  const RuleFile file = read_rule_file(R"(version: 1
budgets:
  - id: all
    class: [Cart, Item]
    site: app/**
    gem: rack
    type: OBJECT
    each: gem
    measure: transient
    severity: off
    max: 7
    max_bytes: 64KiB
)",
                                       "rules.yml");
  ASSERT_EQ(file.budgets.size(), 1);
  const BudgetDraft& budget = file.budgets[0];
  EXPECT_EQ(budget.id, "all");
  EXPECT_THAT(budget.class_names, testing::Optional(ElementsAre("Cart", "Item")));
  EXPECT_THAT(budget.sites, testing::Optional(ElementsAre("app/**")));
  EXPECT_THAT(budget.gems, testing::Optional(ElementsAre("rack")));
  EXPECT_THAT(budget.types, testing::Optional(ElementsAre("OBJECT")));
  EXPECT_EQ(budget.each, Each::gem);
  EXPECT_EQ(budget.measure, Measure::transient);
  EXPECT_EQ(budget.severity, Severity::off);
  EXPECT_EQ(budget.max, 7);
  EXPECT_EQ(budget.max_bytes, 65'536);
  EXPECT_EQ(budget.source.path, "rules.yml");
  EXPECT_EQ(budget.source.line, 3);
  EXPECT_EQ(budget.source.column, 5);
}

TEST(RuleFile, LeavesAbsentWhatIsNotWritten) {
  const RuleFile file = read_rule_file("version: 1\ndefaults: {}\nbudgets: [{id: a}]\n", "rules.yml");
  EXPECT_EQ(file.defaults.each, std::nullopt);
  EXPECT_EQ(file.budgets[0].class_names, std::nullopt);
  EXPECT_EQ(file.budgets[0].each, std::nullopt);
  EXPECT_EQ(file.budgets[0].measure, std::nullopt);
  EXPECT_EQ(file.budgets[0].severity, std::nullopt);
  EXPECT_EQ(file.budgets[0].max, std::nullopt);
  EXPECT_EQ(file.budgets[0].max_bytes, std::nullopt);
}

TEST(RuleFile, KnowsEveryEachMeasureAndSeverity) {
  EXPECT_THAT(
      described(loaded(R"(version: 1
budgets:
  - {id: a, max: 1, each: group, measure: leaked, severity: error}
  - {id: b, max: 1, each: class, measure: kept, severity: warn}
  - {id: c, max: 1, each: site, measure: growth, severity: off}
  - {id: d, max: 1, each: gem, measure: transient}
)")),
      ElementsAre("a: all objects, group leaked error, max 1", "b: all objects, class kept warn, max 1",
                  "c: all objects, site growth off, max 1", "d: all objects, gem transient error, max 1"));
}

TEST(RuleFile, SumsLeakedObjectsAsAnErrorUnlessToldOtherwise) {
  EXPECT_THAT(described(loaded("version: 1\nbudgets: [{id: a, max: 0}]\n")),
              ElementsAre("a: all objects, sum leaked error, max 0"));
}

TEST(RuleFile, FillsDefaultsIntoItsBudgets) {
  EXPECT_THAT(
      described(loaded(R"(version: 1
defaults: {each: site, measure: kept, severity: warn}
budgets:
  - {id: a, max: 1}
  - {id: b, max: 1, each: gem, measure: growth, severity: error}
)")),
      ElementsAre("a: all objects, site kept warn, max 1", "b: all objects, gem growth error, max 1"));
}

TEST(RuleFile, FillsDefaultsThatComeBehindTheBudgets) {
  EXPECT_THAT(described(loaded("budgets: [{id: a, max: 1}]\ndefaults: {severity: warn}\nversion: 1\n")),
              ElementsAre("a: all objects, sum leaked warn, max 1"));
}

TEST(RuleFile, NamesASummedBudgetAfterItsPatterns) {
  EXPECT_THAT(described(loaded(R"(version: 1
budgets:
  - {id: a, class: Cart, max: 1}
  - {id: b, type: STRING, gem: rack*, site: [app/**, lib/**], class: /^S/, max: 1}
)")),
              ElementsAre("a: Cart, sum leaked error, max 1",
                          "b: /^S/, app/**, lib/**, gem rack*, type STRING, sum leaked error, max 1"));
}

TEST(RuleFile, TakesNumbersInQuotesAndTheLargestOfThem) {
  EXPECT_THAT(described(loaded(R"(version: "1"
budgets: [{id: a, max: "18446744073709551615", max_bytes: '1.5 KiB'}]
)")),
              ElementsAre("a: all objects, sum leaked error, max 18446744073709551615, max_bytes 1536"));
}

TEST(RuleFile, NeedsNoLimitForABudgetThatIsOff) {
  EXPECT_THAT(described(loaded("version: 1\nbudgets: [{id: a, severity: off}]\n")),
              ElementsAre("a: all objects, sum leaked off"));
}

TEST(RuleFile, MayHaveWindowsLineEndsAndAByteOrderMark) {
  EXPECT_THAT(described(loaded("\xEF\xBB\xBFversion: 1\r\nbudgets:\r\n  - id: a\r\n    max: 1\r\n")),
              ElementsAre("a: all objects, sum leaked error, max 1"));
}

TEST(RuleFile, MayMarkTheBeginAndTheEndOfItsDocument) {
  const std::string rules = "version: 1\nbudgets: [{id: a, max: 1}]\n";
  for (const std::string& text : {"---\n" + rules, rules + "...\n", "%YAML 1.2\n---\n" + rules}) {
    EXPECT_THAT(described(loaded(text)), ElementsAre("a: all objects, sum leaked error, max 1")) << text;
  }
}

TEST(RuleFile, MayUseAnchorsForValues) {
  EXPECT_THAT(
      described(loaded(R"(version: 1
budgets:
  - {id: a, class: &shop [Cart, Item], max: 1}
  - {id: b, class: *shop, max: 2}
)")),
      ElementsAre("a: Cart, Item, sum leaked error, max 1", "b: Cart, Item, sum leaked error, max 2"));
}

}  // namespace
}  // namespace heapgate
