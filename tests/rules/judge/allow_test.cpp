#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/rules.hpp"
#include "placed.hpp"

namespace heapgate {
namespace {

using namespace std::chrono_literals;
using test::growing;
using test::leaking;
using test::placed;
using testing::ElementsAre;

constexpr std::chrono::year_month_day kToday = 2027y / 3 / 1;

AllowEntry entry_of(const std::string& class_glob, std::optional<std::uint64_t> max = {}) {
  AllowEntry entry;
  entry.matchers = {Matcher(Matcher::Subject::class_name, {class_glob})};
  entry.subject = class_glob;
  entry.max = max;
  entry.reason = "bounded at 500";
  return entry;
}

Rulebook allowing(std::vector<AllowEntry> entries) {
  Rulebook rulebook;
  rulebook.allow = std::move(entries);
  Budget total;
  total.id = "total";
  total.subject = "all objects";
  total.max = 0;
  total.max_bytes = 0;
  rulebook.budgets = {total};
  return rulebook;
}

// "STATUS MESSAGE" of the entries, then of the budget for the total.
std::vector<std::string> told(const Rulebook& rulebook, std::vector<PlacedGroup> groups,
                              const JudgeContext& context = {}) {
  std::vector<std::string> texts;
  for (const Finding& finding : apply_allow(rulebook, groups, context, kToday)) {
    EXPECT_EQ(finding.rule, "allow");
    EXPECT_FALSE(finding.blind);
    texts.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  }
  for (const Finding& finding : judge(rulebook, groups, context))
    texts.push_back(std::string(to_string(finding.status)) + " " + finding.message);
  return texts;
}

const std::vector<PlacedGroup> kTwo{leaking(placed("Entry", "lib/cache.rb", 7), {300, 12'001}),
                                    leaking(placed("Cart", "app/cart.rb", 14), {10, 400})};

TEST(Allow, TakesItsGroupsOutOfEveryBudget) {
  EXPECT_THAT(told(allowing({entry_of("Entry")}), kTwo),
              ElementsAre("skip Entry: 300 objects leaked allowed (bounded at 500)",
                          "fail all objects: 10 objects leaked, over the limit of 0 (rule total)",
                          "fail all objects: 400 bytes leaked, over the limit of 0 (rule total)"));
}

TEST(Allow, LetsCountWhatIsBeyondItsMax) {
  EXPECT_THAT(told(allowing({entry_of("Entry", 299)}), kTwo),
              ElementsAre("skip Entry: 299 objects leaked of at most 299 allowed (bounded at 500)",
                          "fail all objects: 11 objects leaked, over the limit of 0 (rule total)",
                          // 12,001 x 299 / 300, floored, is allowed: 11,960.
                          "fail all objects: 441 bytes leaked, over the limit of 0 (rule total)"));
  EXPECT_THAT(told(allowing({entry_of("Entry", 300)}), kTwo)[1],
              "fail all objects: 10 objects leaked, over the limit of 0 (rule total)");
}

TEST(Allow, SharesItsMaxAmongItsGroupsTheMostLeakedFirst) {
  std::vector<PlacedGroup> groups = kTwo;
  const Rulebook rulebook = allowing({entry_of("*", 305)});
  (void)apply_allow(rulebook, groups, {}, kToday);
  EXPECT_EQ(groups[0].allowed.leaked, (Tally{300, 12'001}));
  EXPECT_EQ(groups[1].allowed.leaked, (Tally{5, 200}));
}

TEST(Allow, TakesAGroupOnlyOnceWhateverEntriesFitIt) {
  EXPECT_THAT(told(allowing({entry_of("Entry", 100), entry_of("E*", 50), entry_of("*ry")}), kTwo),
              ElementsAre("skip Entry: 100 objects leaked of at most 100 allowed (bounded at 500)",
                          "skip E*: 50 objects leaked of at most 50 allowed (bounded at 500)",
                          "skip *ry: 150 objects leaked allowed (bounded at 500)",
                          "fail all objects: 10 objects leaked, over the limit of 0 (rule total)",
                          "fail all objects: 400 bytes leaked, over the limit of 0 (rule total)"));
}

TEST(Allow, SaysThatAnEntryMatchesNothing) {
  AllowEntry entry = entry_of("Gone");
  entry.issue = "https://example.org/7";
  EXPECT_THAT(told(allowing({entry}), {}).front(),
              "skip Gone: allowed, but nothing here matches (bounded at 500, https://example.org/7)");
}

// The built-in rules know frameworks that most programs lack.
TEST(Allow, SaysNothingOfAPresetsEntryUnlessItAllowsSomething) {
  AllowEntry gone = entry_of("Gone");
  AllowEntry below = entry_of("*");
  below.held_by.emplace(HeldBy{Matcher(Matcher::Subject::class_name, {"Pool"}), 0});
  AllowEntry entry = entry_of("Entry");
  gone.shipped = below.shipped = entry.shipped = true;
  for (const Holders holders : {Holders::not_asked, Holders::known, Holders::unknown}) {
    EXPECT_THAT(told(allowing({gone, below, entry}), kTwo, {.holders = holders}).front(),
                "skip Entry: 300 objects leaked allowed (bounded at 500)");
  }
}

// A budget for another measure may pass because of it.
TEST(Allow, TellsOfAPresetsEntryThatAllowsWhatIsKept) {
  PlacedGroup kept = placed("Entry", "lib/cache.rb", 7);
  kept.group.kept = {50, 2'000};
  AllowEntry entry = entry_of("Entry", 100);
  entry.shipped = true;
  EXPECT_THAT(told(allowing({entry}), {kept}).front(),
              "skip Entry: 0 objects leaked of at most 100 allowed (bounded at 500)");
}

TEST(Allow, HoldsOnTheLastDayAndCountsAgainAfterIt) {
  AllowEntry entry = entry_of("Entry");
  entry.expires = kToday;
  EXPECT_THAT(told(allowing({entry}), kTwo)[0], "skip Entry: 300 objects leaked allowed (bounded at 500)");
  entry.expires = 2027y / 2 / 28;
  EXPECT_THAT(told(allowing({entry}), kTwo),
              ElementsAre("warn Entry: allowed until 2027-02-28 only, it counts again (bounded at 500)",
                          "fail all objects: 310 objects leaked, over the limit of 0 (rule total)",
                          "fail all objects: 12401 bytes leaked, over the limit of 0 (rule total)"));
}

TEST(Allow, TakesNothingOutByASiteThatIsNotTold) {
  AllowEntry entry = entry_of("Entry");
  entry.needs_sites = true;
  EXPECT_THAT(told(allowing({entry}), kTwo, {Basis::objects, false})[0],
              "skip Entry: allowed, but these dumps do not tell sites (bounded at 500)");
  EXPECT_THAT(told(allowing({entry}), kTwo, {Basis::objects, false})[1],
              "fail all objects: 310 objects leaked, over the limit of 0 (rule total)");
}

TEST(Allow, GoesForEveryMeasure) {
  PlacedGroup group = growing(leaking(placed("Entry", "a.rb", 1), {3, 30}), {10, 100}, {19, 195});
  group.group.kept = {5, 50};
  group.group.transient = {7, 70};
  std::vector<PlacedGroup> groups{group};
  (void)apply_allow(allowing({entry_of("Entry", 4)}), groups, {}, kToday);
  EXPECT_EQ(groups[0].allowed.leaked, (Tally{3, 30}));
  EXPECT_EQ(groups[0].allowed.kept, (Tally{4, 40}));
  EXPECT_EQ(groups[0].allowed.transient, (Tally{4, 40}));
  EXPECT_EQ(groups[0].allowed.growth_objects, 4);
  EXPECT_EQ(groups[0].allowed.growth_bytes, 42);
}

// What shrinks and is allowed must not make room for what grows.
TEST(Allow, TakesOutWhatShrankOnlyIfItHasNoMax) {
  std::vector<PlacedGroup> groups{growing(placed("Entry", "a.rb", 1), {9, 90}, {2, 20})};
  (void)apply_allow(allowing({entry_of("Entry")}), groups, {}, kToday);
  EXPECT_EQ(groups[0].allowed.growth_objects, -7);
  groups = {growing(placed("Entry", "a.rb", 1), {9, 90}, {2, 20})};
  (void)apply_allow(allowing({entry_of("Entry", 5)}), groups, {}, kToday);
  EXPECT_EQ(groups[0].allowed.growth_objects, 0);
}

TEST(Allow, FillsWhatReportsNeed) {
  std::vector<PlacedGroup> groups = kTwo;
  const std::vector<Finding> findings = apply_allow(allowing({entry_of("Entry", 20)}), groups, {}, kToday);
  ASSERT_EQ(findings.size(), 1);
  EXPECT_EQ(findings[0].subject, "Entry");
  EXPECT_EQ(findings[0].status, FindingStatus::skip);
  EXPECT_EQ(findings[0].actual, 20);
  EXPECT_EQ(findings[0].limit, 20);
}

}  // namespace
}  // namespace heapgate
