#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

using test::error_of;
using test::error_of_field;

TEST(RuleValueErrors, AskForAnId) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - max: 1\n"), "heapgate.yml:3:5: a budget needs an 'id'");
  EXPECT_EQ(error_of("version: 1\nbudgets: [{id: a, max: 1}, {}]\n"),
            "heapgate.yml:2:28: a budget needs an 'id'");
}

TEST(RuleValueErrors, RefuseAnIdThatIsNoText) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: ''\n"), "heapgate.yml:3:9: 'id' must not be empty");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: [a]\n"),
            "heapgate.yml:3:9: 'id' must be a text, not a list");
}

TEST(RuleValueErrors, RefuseAnIdThatIsTaken) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - {id: a, max: 1}\n  - {id: b, max: 1}\n  - {id: a, max: 1}\n"),
            "heapgate.yml:5:5: the id 'a' is taken by the budget in line 3");
}

TEST(RuleValueErrors, NameTheEachThatWasMeant) {
  EXPECT_EQ(error_of_field("each: grup"),
            "heapgate.yml:4:11: 'each' cannot be 'grup'; did you mean 'group'?");
  EXPECT_EQ(error_of_field("each: everything"),
            "heapgate.yml:4:11: 'each' cannot be 'everything'; known are group, class, site, gem, file");
}

TEST(RuleValueErrors, NameTheMeasureThatWasMeant) {
  EXPECT_EQ(error_of_field("measure: leaks"),
            "heapgate.yml:4:14: 'measure' cannot be 'leaks'; did you mean 'leaked'?");
  EXPECT_EQ(error_of_field("measure: leeked"),
            "heapgate.yml:4:14: 'measure' cannot be 'leeked'; did you mean 'leaked'?");
}

TEST(RuleValueErrors, NameTheSeverityThatWasMeant) {
  EXPECT_EQ(error_of_field("severity: warning"),
            "heapgate.yml:4:15: 'severity' cannot be 'warning'; did you mean 'warn'?");
  EXPECT_EQ(error_of_field("severity: Warn"),
            "heapgate.yml:4:15: 'severity' cannot be 'Warn'; did you mean 'warn'?");
}

TEST(RuleValueErrors, NameTheTrustThatWasMeant) {
  EXPECT_EQ(error_of("version: 1\ntrust: {compaction: wran}\n"),
            "heapgate.yml:2:21: 'compaction' cannot be 'wran'; did you mean 'warn'?");
  EXPECT_EQ(error_of("version: 1\ntrust: {gc: wrn}\n"),
            "heapgate.yml:2:13: 'gc' cannot be 'wrn'; did you mean 'warn'?");
  EXPECT_EQ(error_of("version: 1\ntrust: {gc: [warn]}\n"),
            "heapgate.yml:2:13: 'gc' must be a text, not a list");
}

TEST(RuleValueErrors, PointIntoDefaults) {
  EXPECT_EQ(error_of("version: 1\ndefaults: {each: clas}\n"),
            "heapgate.yml:2:18: 'each' cannot be 'clas'; did you mean 'class'?");
  EXPECT_EQ(error_of("version: 1\ndefaults: {measure: x}\n"),
            "heapgate.yml:2:21: 'measure' cannot be 'x'; known are leaked, kept, growth, transient, trend, "
            "contents");
  EXPECT_EQ(error_of("version: 1\ndefaults: {severity: of}\n"),
            "heapgate.yml:2:22: 'severity' cannot be 'of'; did you mean 'off'?");
}

TEST(RuleValueErrors, RefuseChoicesThatAreNoText) {
  EXPECT_EQ(error_of_field("each: {site: 1}"), "heapgate.yml:4:11: 'each' must be a text, not a mapping");
  EXPECT_EQ(error_of_field("measure: {kept: 1}"),
            "heapgate.yml:4:14: 'measure' must be a text, not a mapping");
  EXPECT_EQ(error_of_field("severity: ''"), "heapgate.yml:4:15: 'severity' must not be empty");
}

TEST(RuleValueErrors, RefuseViewsThatAreNone) {
  EXPECT_EQ(error_of_field("each: []"), "heapgate.yml:4:11: 'each' must not be an empty list");
  EXPECT_EQ(error_of_field("each: [site, site]"), "heapgate.yml:4:18: 'each' names 'site' twice");
  EXPECT_EQ(error_of_field("each: [site, clas]"),
            "heapgate.yml:4:18: 'each' cannot be 'clas'; did you mean 'class'?");
  EXPECT_EQ(error_of("version: 1\ndefaults: {each: [site, class]}\n"),
            "heapgate.yml:2:18: 'each' must be a text, not a list");
  EXPECT_EQ(error_of("version: 1\nbudgets: [{id: a, measure: trend, each: [site, class], max: 1}]\n"),
            "heapgate.yml:2:11: the budget 'a' measures a trend, which takes no 'list of each': a history "
            "tells classes, "
            "sites and groups");
}

TEST(RuleValueErrors, RefuseAnExceptThatLeavesOutEverything) {
  EXPECT_EQ(error_of_field("except: {}"),
            "heapgate.yml:4:13: 'except' needs one of 'class', 'site', 'gem' and 'type': it would leave out "
            "everything");
  EXPECT_EQ(error_of_field("except: {clas: A}"),
            "heapgate.yml:4:14: unknown key 'clas' in 'except'; did you mean 'class'?");
}

TEST(RuleValueErrors, RefuseContentsByIterationsAndAFallThatIsNoTruth) {
  EXPECT_EQ(error_of("version: 1\nbudgets: [{id: a, measure: contents, max_per_1000: 1}]\n"),
            "heapgate.yml:2:11: the budget 'a' measures contents, which takes no 'max_per_1000'");
  EXPECT_EQ(error_of_field("falls: often"),
            "heapgate.yml:4:12: 'falls' cannot be 'often'; known are false, true");
}

TEST(RuleValueErrors, RefuseAMaxThatIsNoWholeNumber) {
  EXPECT_EQ(error_of_field("max: -1"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not '-1'");
  EXPECT_EQ(error_of_field("max: 1.5"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not '1.5'");
  EXPECT_EQ(error_of_field("max: abc"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not 'abc'");
  EXPECT_EQ(error_of_field("max: 0x10"),
            "heapgate.yml:4:10: 'max' must be a whole number from 0, not '0x10'");
  EXPECT_EQ(error_of_field("max: 5 B"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not '5 B'");
  EXPECT_EQ(error_of_field("max: ''"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not ''");
}

TEST(RuleValueErrors, PointAtTheKeyOfAValueThatIsNotThere) {
  EXPECT_EQ(error_of("version: 1\nbudgets:\n  - id: a\n    max:\n  - id: b\n"),
            "heapgate.yml:4:5: 'max' must be a whole number from 0, not nothing");
  EXPECT_EQ(error_of("version: 1\nbudgets:\n"), "heapgate.yml:2:1: 'budgets' must be a list, not nothing");
  EXPECT_EQ(error_of("version:\n"), "heapgate.yml:1:1: 'version' must be a text, not nothing");
}

TEST(RuleValueErrors, RefuseAMaxOfMoreThan64Bits) {
  EXPECT_EQ(error_of_field("max: 18446744073709551616"),
            "heapgate.yml:4:10: 'max' must be a whole number from 0, not '18446744073709551616'");
}

TEST(RuleValueErrors, RefuseAMaxThatIsNoScalar) {
  EXPECT_EQ(error_of_field("max: [1]"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not a list");
  EXPECT_EQ(error_of_field("max: {a: 1}"),
            "heapgate.yml:4:10: 'max' must be a whole number from 0, not a mapping");
  EXPECT_EQ(error_of_field("max: ~"), "heapgate.yml:4:10: 'max' must be a whole number from 0, not nothing");
}

std::string size_error(const std::string& shown) {
  return "heapgate.yml:4:16: 'max_bytes' must be a size (digits and one of B kB MB GB KiB MiB GiB), not " +
         shown;
}

TEST(RuleValueErrors, RefuseASizeWithAnotherUnit) {
  EXPECT_EQ(error_of_field("max_bytes: 64KB"), size_error("'64KB'"));
  EXPECT_EQ(error_of_field("max_bytes: 12 potatoes"), size_error("'12 potatoes'"));
}

TEST(RuleValueErrors, RefuseASizeThatIsNoWholeNumberOfBytes) {
  EXPECT_EQ(error_of_field("max_bytes: 1.5B"), size_error("'1.5B'"));
  EXPECT_EQ(error_of_field("max_bytes: -1"), size_error("'-1'"));
}

TEST(RuleValueErrors, RefuseASizeOfMoreThan64Bits) {
  EXPECT_EQ(error_of_field("max_bytes: 18446744073709551616"), size_error("'18446744073709551616'"));
  EXPECT_EQ(error_of_field("max_bytes: 17179869184GiB"), size_error("'17179869184GiB'"));
}

TEST(RuleValueErrors, RefuseASizeThatIsNoScalar) {
  EXPECT_EQ(error_of_field("max_bytes: [64kB]"), size_error("a list"));
  EXPECT_EQ(error_of_field("max_bytes: {a: 1}"), size_error("a mapping"));
  EXPECT_EQ(error_of_field("max_bytes: ~"), size_error("nothing"));
}

TEST(RuleValueErrors, RefusePatternsThatAreNoText) {
  EXPECT_EQ(error_of_field("class: {a: b}"), "heapgate.yml:4:12: 'class' must be a text, not a mapping");
  EXPECT_EQ(error_of_field("site: [app.rb, [x]]"), "heapgate.yml:4:20: 'site' must be a text, not a list");
  EXPECT_EQ(error_of_field("gem: ~"), "heapgate.yml:4:10: 'gem' must be a text, not nothing");
  EXPECT_EQ(error_of_field("type: [~]"), "heapgate.yml:4:12: 'type' must be a text, not nothing");
}

TEST(RuleValueErrors, RefuseEmptyPatternsAndEmptyLists) {
  EXPECT_EQ(error_of_field("class: ''"), "heapgate.yml:4:12: 'class' must not be empty");
  EXPECT_EQ(error_of_field("site: [app.rb, '']"), "heapgate.yml:4:20: 'site' must not be empty");
  EXPECT_EQ(error_of_field("gem: []"), "heapgate.yml:4:10: 'gem' must not be an empty list");
  EXPECT_EQ(error_of_field("type: []"), "heapgate.yml:4:11: 'type' must not be an empty list");
}

TEST(RuleValueErrors, RefuseARegexThatIsNotWellFormed) {
  EXPECT_EQ(error_of_field("class: /(/"), "heapgate.yml:4:12: '/(/' is not a valid pattern: missing ): (");
  EXPECT_EQ(error_of_field("site: /*/"),
            "heapgate.yml:4:11: '/*/' is not a valid pattern: no argument for repetition operator: *");
  EXPECT_EQ(error_of_field("gem: '/[/'"), "heapgate.yml:4:10: '/[/' is not a valid pattern: missing ]: [");
  EXPECT_EQ(error_of_field("type: '/\\/'"), "heapgate.yml:4:11: '/\\/' is not a valid pattern: trailing \\");
}

TEST(RuleValueErrors, RefuseAGlobThatIsNotWellFormed) {
  EXPECT_EQ(error_of_field("class: 'Ca[rt'"),
            "heapgate.yml:4:12: the glob 'Ca[rt' has a '[' without its ']'");
  EXPECT_EQ(error_of_field("site: '[z-a]'"),
            "heapgate.yml:4:11: '[z-a]' is not a valid pattern: invalid character class range: z-a");
}

TEST(RuleValueErrors, RefuseRootsThatAreNoText) {
  EXPECT_EQ(error_of("version: 1\nroot: {a: b}\n"), "heapgate.yml:2:7: 'root' must be a text, not a mapping");
  EXPECT_EQ(error_of("version: 1\nroot: []\n"), "heapgate.yml:2:7: 'root' must not be an empty list");
  EXPECT_EQ(error_of("version: 1\nroot: ['']\n"), "heapgate.yml:2:8: 'root' must not be empty");
}

TEST(RuleValueErrors, RefuseExtendsThatAreNoText) {
  EXPECT_EQ(error_of("version: 1\nextends: {a: b}\n"),
            "heapgate.yml:2:10: 'extends' must be a text, not a mapping");
  EXPECT_EQ(error_of("version: 1\nextends: [default, [x]]\n"),
            "heapgate.yml:2:20: 'extends' must be a text, not a list");
  EXPECT_EQ(error_of("version: 1\nextends: ''\n"), "heapgate.yml:2:10: 'extends' must not be empty");
}

TEST(RuleValueErrors, AskForALimit) {
  EXPECT_EQ(error_of_field("class: Cart"),
            "heapgate.yml:3:5: the budget 'a' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'");
  EXPECT_EQ(error_of_field("severity: warn"),
            "heapgate.yml:3:5: the budget 'a' has no limit: give it 'max', 'max_bytes' or 'max_per_1000'");
}

TEST(RuleValueErrors, AskForBudgets) {
  EXPECT_EQ(error_of("version: 1\n"), "heapgate.yml:1:1: no budgets: there is nothing to judge");
  EXPECT_EQ(error_of("version: 1\nextends: []\nbudgets: []\n"),
            "heapgate.yml:1:1: no budgets: there is nothing to judge");
}

}  // namespace
}  // namespace heapgate
