#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "explain/dump_lines.hpp"
#include "heapgate/verdict.hpp"

namespace heapgate {
namespace {

using test::DumpLines;

constexpr int kItemClass = 1;
constexpr int kListClass = 2;
constexpr int kCache = 3;
constexpr int kPool = 4;
constexpr int kFirstItem = 100;

// 30 items of app.rb:8 more in each dump, in a list that an object of class Pool holds.
DumpLines dump_of(int dump, bool list_grows) {
  DumpLines lines;
  lines.root("vm", {kItemClass, kListClass, kPool}).klass(kItemClass, "Item").klass(kListClass, "Array");
  lines.klass(5, "Pool");
  std::vector<int> items;
  for (int i = 0; i < 30 * dump; ++i) {
    lines.add({kFirstItem + i, "OBJECT", 8, 2 + i / 30, {}, 0, kItemClass});
    items.push_back(kFirstItem + i);
  }
  lines.add({kPool, "OBJECT", 2, 1, {kCache}, 0, 5});
  lines.add({kCache, "ARRAY", 3, 1, items, list_grows ? 30 * dump : 60, kListClass});
  return lines;
}

Rulebook rules_for(std::uint64_t max) {
  Rulebook rulebook;
  // Heaps of a few objects are no healthy ones.
  for (const TrustCheck check : overridable_checks()) rulebook.trust[check] = TrustStatus::warn;
  Budget budget;
  budget.id = "leak";
  budget.subject = "all objects";
  budget.max = max;
  rulebook.budgets = {budget};
  return rulebook;
}

class ComparisonTest : public testing::Test {
 protected:
  void read(bool list_grows) {
    processes_ =
        test::read_again(folder_, {dump_of(0, list_grows), dump_of(1, list_grows), dump_of(2, list_grows)});
  }
  [[nodiscard]] Verdict judged(const Rulebook& rulebook, Explaining explaining = Explaining::over_budget) {
    JudgeOptions options;
    options.explaining = explaining;
    return reach_verdict(processes_, rulebook, options);
  }
  // "OUTCOME: MESSAGE of the first finding".
  [[nodiscard]] std::string told(const Rulebook& rulebook, Explaining explaining = Explaining::over_budget) {
    const Verdict verdict = judged(rulebook, explaining);
    return std::string(to_string(verdict.outcome)) + ": " + verdict.findings.front().message;
  }

  test::TempFolder folder_;
  std::vector<Process> processes_;
};

HeldBy held_by(const std::string& pattern) {
  return {Matcher(Matcher::Subject::holder, {pattern})};
}

Rulebook rules_below(const std::string& pattern, std::uint64_t max) {
  Rulebook rulebook = rules_for(max);
  rulebook.budgets[0].held_by = held_by(pattern);
  rulebook.budgets[0].subject = "objects below " + pattern;
  return rulebook;
}

Rulebook rules_that_allow(const std::string& pattern, std::optional<std::uint64_t> max) {
  Rulebook rulebook = rules_for(0);
  AllowEntry entry;
  entry.held_by = held_by(pattern);
  entry.subject = "objects below " + pattern;
  entry.max = max;
  entry.reason = "it is full at 100";
  rulebook.allow = {entry};
  return rulebook;
}

TEST_F(ComparisonTest, WhatGrowsInAListThatDoesNotIsBounded) {
  read(false);
  const Verdict verdict = judged(rules_for(20));
  EXPECT_EQ(verdict.outcome, Outcome::pass);
  EXPECT_EQ(verdict.totals.leaked.objects, 0U);
  EXPECT_EQ(verdict.totals.kept.objects, 30U);
  for (const PlacedGroup& placed : verdict.groups) {
    if (placed.group.key.class_name != "Item") continue;
    EXPECT_EQ(placed.group.pattern, Pattern::bounded);
  }
  EXPECT_TRUE(verdict.explanation->leaks.empty());
}

TEST_F(ComparisonTest, ARunThatPassesAsksForNoReferences) {
  read(false);
  const Verdict verdict = judged(rules_for(30));
  EXPECT_EQ(verdict.outcome, Outcome::pass);
  EXPECT_EQ(verdict.totals.leaked.objects, 30U);
  EXPECT_FALSE(verdict.explanation.has_value());
}

TEST_F(ComparisonTest, NothingIsBoundedThatCouldNotBeReadAgain) {
  read(false);
  EXPECT_EQ(told(rules_for(20), Explaining::never),
            "fail: all objects: 30 objects leaked, over the limit of 20 (rule leak)");
  folder_.write("2.json", "");
  const Verdict verdict = judged(rules_for(20));
  EXPECT_EQ(verdict.outcome, Outcome::fail);
  EXPECT_NE(verdict.explanation->problem, "");
}

TEST_F(ComparisonTest, WhatHangsBelowAPoolIsAllowedUpToItsMax) {
  read(true);
  EXPECT_EQ(told(rules_that_allow("Pool", 30)),
            "pass: objects below Pool: 30 objects leaked of at most 30 allowed (it is full at 100)");
  EXPECT_EQ(told(rules_that_allow("Pool", std::nullopt)),
            "pass: objects below Pool: 30 objects leaked allowed (it is full at 100)");
  EXPECT_EQ(told(rules_that_allow("Pool", 10)),
            "fail: objects below Pool: 10 objects leaked of at most 10 allowed (it is full at 100)");
  EXPECT_EQ(judged(rules_that_allow("Pool", 10)).totals.leaked.objects, 20U);
}

TEST_F(ComparisonTest, NothingIsAllowedForAnotherHolderNorForTheObjectsThemselves) {
  read(true);
  for (const char* other : {"Pools", "Item"}) {
    EXPECT_EQ(told(rules_that_allow(other, 30)),
              "fail: objects below " + std::string(other) +
                  ": allowed, but nothing here matches (it is full at 100)");
  }
}

TEST_F(ComparisonTest, NothingIsAllowedForHoldersThatAreNotKnown) {
  read(true);
  EXPECT_EQ(
      told(rules_that_allow("Pool", 30), Explaining::never),
      "fail: objects below Pool: allowed, but what holds objects is not known: the dumps were not read a "
      "second time (it is full at 100)");
}

TEST_F(ComparisonTest, ABudgetForWhatHangsBelowAHolder) {
  read(true);
  EXPECT_EQ(told(rules_below("Pool", 29)),
            "fail: objects below Pool: 30 objects leaked, over the limit of 29 (rule leak)");
  EXPECT_EQ(told(rules_below("Pools", 29)),
            "pass: objects below Pools: 0 objects leaked, within the limit of 29 (rule leak)");
  EXPECT_FALSE(judged(rules_below("Pools", 30)).explanation.has_value());
}

TEST_F(ComparisonTest, ABudgetForWhatHangsBelowIsNotJudgedByUnknownHolders) {
  read(true);
  EXPECT_EQ(told(rules_below("Pool", 29), Explaining::never),
            "inconclusive: objects below Pool: not judged: what holds these objects is not known, since the "
            "dumps were not read a second time (rule leak)");
  EXPECT_EQ(judged(rules_below("Pool", 30), Explaining::never).outcome, Outcome::pass);
}

// The second of two workers has its items one interval later.
TEST_F(ComparisonTest, WhatOnlyTheSumsOfIdleWorkersShowIsInconclusive) {
  const test::TempFolder other;
  processes_ = test::read_again(folder_, {dump_of(0, true), dump_of(1, true), dump_of(1, true)});
  processes_.push_back(
      test::read_again(other, {dump_of(0, true), dump_of(0, true), dump_of(1, true)}).front());
  processes_[0].name = "A";
  processes_[1].name = "B";
  // Without meta files the sums count: 0, 30, 60.
  EXPECT_EQ(judged(rules_for(20)).outcome, Outcome::fail);
  const auto allocated = [&](const std::vector<std::vector<std::uint64_t>>& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      for (std::size_t dump = 0; dump < 3; ++dump) {
        processes_[i].heaps[dump].ledger.meta.emplace().allocated_objects = counts[i][dump];
      }
    }
  };
  allocated({{5000, 6000, 7000}, {5000, 6000, 7000}});
  EXPECT_EQ(judged(rules_for(20)).outcome, Outcome::fail);
  allocated({{5000, 6000, 6001}, {5000, 5001, 6000}});
  const Verdict verdict = judged(rules_for(20));
  EXPECT_EQ(verdict.outcome, Outcome::inconclusive);
  EXPECT_EQ(verdict.totals.leaked.objects, 0U);
  EXPECT_EQ(verdict.trust.back().check, TrustCheck::idle_workers);
  EXPECT_EQ(
      verdict.trust.back().message,
      "only all workers together exceed a limit (all objects: 30 objects leaked, over the limit of 20 "
      "(rule leak)), and worker 'A' was idle between dumps 2 and 3, worker 'B' was idle between dumps 1 "
      "and 2: what a worker fills when it first serves looks like that. Take more rounds (--rounds 5), "
      "with so many clients that each worker serves before the first dump and between all");
}

TEST_F(ComparisonTest, WhatOneIdleWorkerLeaksByItselfCounts) {
  const test::TempFolder other;
  processes_ = test::read_again(folder_, {dump_of(0, true), dump_of(1, true), dump_of(2, true)});
  processes_.push_back(
      test::read_again(other, {dump_of(0, true), dump_of(0, true), dump_of(0, true)}).front());
  for (Process& process : processes_) {
    std::uint64_t allocated = 5000;
    for (Heap& heap : process.heaps) {
      heap.ledger.meta.emplace().allocated_objects = allocated;
      allocated += &process == &processes_.front() ? 1000U : 1U;
    }
  }
  EXPECT_EQ(told(rules_for(20)), "fail: all objects: 30 objects leaked, over the limit of 20 (rule leak)");
}

}  // namespace
}  // namespace heapgate
