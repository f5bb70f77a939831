#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

using test::error_of;

TEST(RuleFileErrors, NameTheKeyOfTheFileThatWasMeant) {
  EXPECT_EQ(error_of("versoin: 1\n"),
            "heapgate.yml:1:1: unknown key 'versoin' in a rule file; did you mean 'version'?");
  EXPECT_EQ(error_of("version: 1\n\nBudgets: []\n"),
            "heapgate.yml:3:1: unknown key 'Budgets' in a rule file; did you mean 'budgets'?");
}

TEST(RuleFileErrors, ListTheKeysOfAFile) {
  EXPECT_EQ(error_of("version: 1\npotatoes: 12\n"),
            "heapgate.yml:2:1: unknown key 'potatoes' in a rule file; "
            "known are version, extends, mode, root, iterations, trust, defaults, budgets, allow, overrides");
}

TEST(RuleFileErrors, NameTheKeyOfABudgetThatWasMeant) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n    clas: Cart\n"),
            "heapgate.yml:4:5: unknown key 'clas' in a budget; did you mean 'class'?");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - {id: a, max-bytes: 1}\n"),
            "heapgate.yml:3:13: unknown key 'max-bytes' in a budget; did you mean 'max_bytes'?");
}

TEST(RuleFileErrors, ListTheKeysOfABudget) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - {id: a, potatoes: 12}\n"),
            "heapgate.yml:3:13: unknown key 'potatoes' in a budget; "
            "known are id, class, site, gem, type, held_by, except, each, measure, severity, falls, max, "
            "max_bytes, "
            "max_per_1000, max_increase, max_increase_bytes");
}

TEST(RuleFileErrors, NameTheKeyOfDefaultsThatWasMeant) {
  EXPECT_EQ(error_of("version: 1\ndefaults: {sevrity: warn}\n"),
            "heapgate.yml:2:12: unknown key 'sevrity' in 'defaults'; did you mean 'severity'?");
}

TEST(RuleFileErrors, ListTheKeysOfDefaults) {
  EXPECT_EQ(error_of("version: 1\ndefaults:\n  max: 3\n"),
            "heapgate.yml:3:3: unknown key 'max' in 'defaults'; known are each, measure, severity");
}

TEST(RuleFileErrors, NameTheKeyOfTrustThatWasMeant) {
  EXPECT_EQ(error_of("version: 1\ntrust: {compation: warn}\n"),
            "heapgate.yml:2:9: unknown key 'compation' in 'trust'; did you mean 'compaction'?");
}

TEST(RuleFileErrors, ListTheKeysOfTrust) {
  EXPECT_EQ(error_of("version: 1\ntrust:\n  readable: warn\n"),
            "heapgate.yml:3:3: unknown key 'readable' in 'trust'; known are lines, complete, quiet, "
            "distinct, boot, "
            "worker, compaction, order, tracing, gc, process, classes, workers, load");
}

TEST(RuleFileErrors, PointAtAKeyThatIsThereTwice) {
  EXPECT_EQ(error_of("version: 1\nversion: 1\n"), "heapgate.yml:2:1: the key 'version' is there twice");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n    max: 1\n    max: 2\n"),
            "heapgate.yml:5:5: the key 'max' is there twice");
  EXPECT_EQ(error_of("version: 1\ndefaults: {each: site, each: gem}\n"),
            "heapgate.yml:2:24: the key 'each' is there twice");
}

TEST(RuleFileErrors, PointAtAKeyThatIsNoText) {
  EXPECT_EQ(error_of("version: 1\n[a]: 3\n"), "heapgate.yml:2:1: a key must be a text, not a list");
  EXPECT_EQ(error_of("version: 1\n? {a: b}\n: 3\n"), "heapgate.yml:2:3: a key must be a text, not a mapping");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - {~: 3}\n"),
            "heapgate.yml:3:6: a key must be a text, not nothing");
}

TEST(RuleFileErrors, AskForAVersion) {
  EXPECT_EQ(error_of("budgets: [{id: a, max: 1}]\n"), "heapgate.yml:1:1: a rule file needs 'version: 1'");
  EXPECT_EQ(error_of("# rules\n\n{}\n"), "heapgate.yml:3:1: a rule file needs 'version: 1'");
}

TEST(RuleFileErrors, RefuseAnotherVersion) {
  EXPECT_EQ(error_of("version: 2\n"),
            "heapgate.yml:1:10: unsupported version '2'; this heapgate reads version 1");
  EXPECT_EQ(error_of("version: 1.0\n"),
            "heapgate.yml:1:10: unsupported version '1.0'; this heapgate reads version 1");
}

TEST(RuleFileErrors, RefuseAVersionThatIsNoText) {
  EXPECT_EQ(error_of("version: [1]\n"), "heapgate.yml:1:10: 'version' must be a text, not a list");
  EXPECT_EQ(error_of("version: ''\n"), "heapgate.yml:1:10: 'version' must not be empty");
  EXPECT_EQ(error_of("version: ~\n"), "heapgate.yml:1:10: 'version' must be a text, not nothing");
}

TEST(RuleFileErrors, AskForAMapping) {
  EXPECT_EQ(error_of("- id: a\n"), "heapgate.yml:1:1: a rule file must be a mapping of keys, not a list");
  EXPECT_EQ(error_of("leak\n"),
            "heapgate.yml:1:1: not a rule file: it has none of a rule file's keys, such as 'version' "
            "and 'budgets'");
}

TEST(RuleFileErrors, TellAnEmptyFile) {
  EXPECT_EQ(error_of(""), "heapgate.yml:1:1: a rule file must be a mapping of keys, not nothing");
  EXPECT_EQ(error_of("\n# nothing yet\n"),
            "heapgate.yml:1:1: a rule file must be a mapping of keys, not nothing");
}

TEST(RuleFileErrors, AskForAListOfBudgets) {
  EXPECT_EQ(error_of("version: 1\nbudgets: {id: a}\n"),
            "heapgate.yml:2:10: 'budgets' must be a list, not a mapping");
  EXPECT_EQ(error_of("version: 1\nbudgets: leak\n"),
            "heapgate.yml:2:10: 'budgets' must be a list, not 'leak'");
  EXPECT_EQ(error_of("version: 1\nbudgets: ~\n"), "heapgate.yml:2:10: 'budgets' must be a list, not nothing");
}

TEST(RuleFileErrors, AskForBudgetsThatAreMappings) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - {id: a, max: 1}\n  - leak\n"),
            "heapgate.yml:4:5: a budget must be a mapping of keys, not 'leak'");
  EXPECT_EQ(error_of("version: 1\nbudgets: [[a]]\n"),
            "heapgate.yml:2:11: a budget must be a mapping of keys, not a list");
  EXPECT_EQ(error_of("version: 1\nbudgets: [~]\n"),
            "heapgate.yml:2:11: a budget must be a mapping of keys, not nothing");
}

TEST(RuleFileErrors, AskForDefaultsThatAreAMapping) {
  EXPECT_EQ(error_of("version: 1\ndefaults: [warn]\n"),
            "heapgate.yml:2:11: 'defaults' must be a mapping of keys, not a list");
  EXPECT_EQ(error_of("version: 1\ndefaults: warn\n"),
            "heapgate.yml:2:11: 'defaults' must be a mapping of keys, not 'warn'");
}

TEST(RuleFileErrors, AskForTrustThatIsAMapping) {
  EXPECT_EQ(error_of("version: 1\ntrust: [compaction]\n"),
            "heapgate.yml:2:8: 'trust' must be a mapping of keys, not a list");
  EXPECT_EQ(error_of("version: 1\ntrust: warn\n"),
            "heapgate.yml:2:8: 'trust' must be a mapping of keys, not 'warn'");
}

TEST(RuleFileErrors, PointIntoTheTextThatIsNoYaml) {
  EXPECT_EQ(error_of("version: 1\nbudgets: [\n"),
            "heapgate.yml:3:1: not valid YAML: end of sequence flow not found");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n\t- id: a\n"),
            "heapgate.yml:3:2: not valid YAML: illegal block entry");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n   class: Cart\n"),
            "heapgate.yml:4:4: not valid YAML: end of sequence not found");
}

TEST(RuleFileErrors, PointAtWhatComesBehindTheFirstDocument) {
  EXPECT_EQ(error_of("  version: 1\n  budgets: [{id: a, max: 20}]\nbudgets: [{id: b, max: 0}]\n"),
            "heapgate.yml:3:1: a rule file is one YAML document, but another begins here");
  EXPECT_EQ(error_of("{version: 1, budgets: [{id: a, max: 20}]}\nbudgets: [{id: b, max: 0}]\n"),
            "heapgate.yml:2:1: a rule file is one YAML document, but another begins here");
  EXPECT_EQ(error_of("version: 1\nbudgets: [{id: a, max: 20}]\n---\nbudgets: [{id: b, max: 0}]\n"),
            "heapgate.yml:3:1: a rule file is one YAML document, but another begins here");
}

TEST(RuleFileErrors, RefuseAStarWithoutQuotesWhichYamlTakesForAnAlias) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n    class: *\n"),
            "heapgate.yml:4:13: not valid YAML: alias not found after *; a pattern that begins with '*' "
            "needs quotes");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n    site: **/cart.rb\n"),
            "heapgate.yml:4:11: not valid YAML: the referenced anchor is not defined; a pattern that begins "
            "with '*' needs quotes");
}

TEST(RuleFileErrors, TellBinaryGarbage) {
  EXPECT_EQ(error_of("@\x01\x02\n"), "heapgate.yml:1:1: not valid YAML: unknown token");
  EXPECT_THAT(error_of(std::string(64, '\0')),
              testing::StartsWith("heapgate.yml:1:3: not valid YAML: unknown escape character"));
}

TEST(RuleFileErrors, SurviveListsInLists10000LevelsDeep) {
  EXPECT_EQ(error_of(std::string(10'000, '[')), "heapgate.yml:1:1: not valid YAML: bad file");
}

}  // namespace
}  // namespace heapgate
