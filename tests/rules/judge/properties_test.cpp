// What holds for any rules and any groups, tried on random ones. The seed is fixed: the same tests on every
// run.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "heapgate/rules.hpp"
#include "placed.hpp"
#include "rules/judge/amount.hpp"

namespace heapgate {
namespace {

using namespace std::chrono_literals;

constexpr int kTrials = 2000;
constexpr std::chrono::year_month_day kToday = 2027y / 3 / 1;
constexpr Measure kMeasures[] = {Measure::leaked, Measure::kept, Measure::growth, Measure::transient};
const char* const kClasses[] = {"Cart", "Shop::Item", "String", "Entry"};
const char* const kPaths[] = {"app/a.rb", "app/b.rb", "lib/c.rb", "lib/deep/d.rb"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  bool one_in(std::uint64_t number) { return below(number) == 0; }
  template <class Items>
  auto pick(const Items& items) {
    return items[below(std::size(items))];
  }
  template <class Items>
  void shuffle(Items& items) {
    std::shuffle(items.begin(), items.end(), engine_);
  }

 private:
  std::mt19937 engine_;
};

Tally tally(Random& random, std::uint64_t most) {
  const std::uint64_t objects = random.below(most + 1);
  return {objects, objects == 0 ? 0 : objects * 40 + random.below(100)};
}

PlacedGroup group(Random& random) {
  PlacedGroup group = test::placed(random.pick(kClasses), random.pick(kPaths),
                                   static_cast<std::int64_t>(random.below(3)) + 1);
  group.group.kept = tally(random, 60);
  group.group.leaked = tally(random, group.group.kept.objects);
  group.group.transient = tally(random, 60);
  for (Tally& live : group.group.live) live = tally(random, 200);
  if (random.one_in(2)) group = test::with_gem(group, random.one_in(2) ? "rack" : "puma", "1.0");
  return group;
}

std::vector<PlacedGroup> groups(Random& random) {
  std::vector<PlacedGroup> result;
  for (std::uint64_t left = random.below(12); left > 0; --left) result.push_back(group(random));
  std::sort(result.begin(), result.end(), [](const PlacedGroup& a, const PlacedGroup& b) {
    return a.group.leaked.objects > b.group.leaked.objects;
  });
  return result;
}

std::vector<Matcher> matchers(Random& random) {
  using enum Matcher::Subject;
  std::vector<Matcher> result;
  if (random.one_in(2))
    result.emplace_back(class_name, std::vector<std::string>{random.pick(kClasses), "S*"});
  if (random.one_in(3))
    result.emplace_back(site, std::vector<std::string>{random.one_in(2) ? "app/**" : "lib/*"});
  return result;
}

Budget budget(Random& random, std::size_t number) {
  Budget budget;
  budget.id = "budget" + std::to_string(number);
  budget.matchers = matchers(random);
  budget.subject = budget.id;
  budget.each = static_cast<Each>(random.below(5));
  budget.measure = random.pick(kMeasures);
  budget.severity = random.one_in(4) ? Severity::warn : Severity::error;
  budget.max = random.below(80);
  if (random.one_in(2)) budget.max_bytes = random.below(3000);
  if (random.one_in(2)) budget.max_per_1000 = static_cast<double>(random.below(500));
  return budget;
}

AllowEntry allowed(Random& random) {
  AllowEntry entry;
  entry.matchers = matchers(random);
  entry.subject = "entry";
  entry.reason = "reason";
  if (random.one_in(2)) entry.max = random.below(50);
  if (random.one_in(5)) entry.expires = 2020y / 1 / 1;
  return entry;
}

Rulebook rulebook(Random& random) {
  Rulebook rules;
  for (std::uint64_t left = 1 + random.below(4); left > 0; --left)
    rules.budgets.push_back(budget(random, rules.budgets.size()));
  for (std::uint64_t left = random.below(4); left > 0; --left) rules.allow.push_back(allowed(random));
  return rules;
}

JudgeContext context(Random& random) {
  return {Basis::objects, true, {1 + random.below(300), 1 + random.below(300)}};
}

std::vector<Finding> judged(const Rulebook& rules, std::vector<PlacedGroup> groups,
                            const JudgeContext& context) {
  (void)apply_allow(rules, groups, context, kToday);
  return judge(rules, groups, context);
}

bool is_red(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.status == FindingStatus::fail; });
}

std::vector<std::string> sorted_texts(const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings)
    texts.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(RuleProperties, TheOrderOfBudgetsDoesNotMatter) {
  Random random(1);
  for (int trial = 0; trial < kTrials; ++trial) {
    Rulebook rules = rulebook(random);
    const std::vector<PlacedGroup> some = groups(random);
    const JudgeContext seen = context(random);
    const auto before = sorted_texts(judged(rules, some, seen));
    random.shuffle(rules.budgets);
    ASSERT_EQ(sorted_texts(judged(rules, some, seen)), before) << trial;
  }
}

TEST(RuleProperties, WhatIsAllowedAndWhatCountsNeverExceedTheTotal) {
  Random random(2);
  for (int trial = 0; trial < kTrials; ++trial) {
    const Rulebook rules = rulebook(random);
    std::vector<PlacedGroup> some = groups(random);
    (void)apply_allow(rules, some, {}, kToday);
    for (const PlacedGroup& placed : some) {
      for (const Measure measure : kMeasures) {
        const Amount all = measured(placed.group, measure);
        const Amount rest = counted(placed, measure);
        // Between nothing and everything, so that the allowed part is, too.
        ASSERT_LE(std::min<std::int64_t>(all.objects, 0), rest.objects) << trial;
        ASSERT_LE(rest.objects, std::max<std::int64_t>(all.objects, 0)) << trial;
        if (measure == Measure::growth) continue;
        ASSERT_LE(0, rest.bytes) << trial;
        ASSERT_LE(rest.bytes, all.bytes) << trial;
      }
    }
  }
}

TEST(RuleProperties, AnEntryNeverAllowsMoreThanItsMax) {
  Random random(3);
  for (int trial = 0; trial < kTrials; ++trial) {
    Rulebook rules = rulebook(random);
    rules.allow = {allowed(random)};
    rules.allow[0].max = random.below(100);
    std::vector<PlacedGroup> some = groups(random);
    (void)apply_allow(rules, some, {}, kToday);
    Allowed sum;
    for (const PlacedGroup& placed : some) {
      sum.leaked.add(placed.allowed.leaked);
      sum.kept.add(placed.allowed.kept);
      sum.transient.add(placed.allowed.transient);
      sum.growth_objects += placed.allowed.growth_objects;
    }
    const std::uint64_t max = *rules.allow[0].max;
    ASSERT_LE(sum.leaked.objects, max) << trial;
    ASSERT_LE(sum.kept.objects, max) << trial;
    ASSERT_LE(sum.transient.objects, max) << trial;
    ASSERT_LE(sum.growth_objects, static_cast<std::int64_t>(max)) << trial;
  }
}

TEST(RuleProperties, ALargerMaxNeverTurnsGreenToRed) {
  Random random(4);
  int greens = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    Rulebook rules = rulebook(random);
    const std::vector<PlacedGroup> some = groups(random);
    const JudgeContext seen = context(random);
    if (is_red(judged(rules, some, seen))) continue;
    ++greens;
    for (Budget& budget : rules.budgets) {
      *budget.max += random.below(100);
      if (budget.max_bytes) *budget.max_bytes += random.below(1000);
      if (budget.max_per_1000) *budget.max_per_1000 += static_cast<double>(random.below(100));
    }
    // Growth aside, what an entry allows more can only be less to judge.
    const bool by_growth = std::any_of(rules.budgets.begin(), rules.budgets.end(),
                                       [](const Budget& b) { return b.measure == Measure::growth; });
    for (AllowEntry& entry : rules.allow) {
      if (entry.max && !by_growth) *entry.max += random.below(50);
    }
    ASSERT_FALSE(is_red(judged(rules, some, seen))) << trial;
  }
  EXPECT_GT(greens, kTrials / 10);
}

}  // namespace
}  // namespace heapgate
