#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/rules.hpp"
#include "placed.hpp"

namespace heapgate {
namespace {

using test::placed;
using test::rulebook_of;
using test::with_type;
using testing::ElementsAre;
using testing::HasSubstr;

PlacedGroup moved(PlacedGroup placed, const std::vector<std::uint64_t>& live, std::uint64_t kept) {
  placed.group.live.clear();
  for (const std::uint64_t objects : live) placed.group.live.push_back({objects, objects * 40});
  placed.group.kept = {kept, kept * 40};
  judge_growth(placed.group);
  return placed;
}

Budget leak_budget(std::vector<Each> views = {Each::group, Each::class_name, Each::site, Each::file}) {
  Budget budget;
  budget.id = "leak";
  budget.subject = "all objects";
  budget.each = views.front();
  budget.wider.assign(views.begin() + 1, views.end());
  budget.max = 20;
  return budget;
}

std::vector<std::string> exceeded(const std::vector<PlacedGroup>& groups,
                                  const Budget& budget = leak_budget()) {
  std::vector<std::string> subjects;
  for (const Finding& finding : judge(rulebook_of({budget}), groups)) {
    if (is_over(finding)) subjects.push_back(finding.subject + " " + std::to_string(finding.actual));
  }
  return subjects;
}

// 30 lines of one object in each interval.
std::vector<PlacedGroup> many(const std::function<PlacedGroup(int)>& make) {
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 60; ++i) {
    groups.push_back(i < 30 ? moved(make(i), {0, 1, 1}, 1) : moved(make(i), {0, 0, 1}, 0));
  }
  return groups;
}

TEST(JudgeViews, FindManyLinesOfOneClassManyClassesOfOneLineAndManyOfBothInOneFile) {
  EXPECT_THAT(exceeded(many([](int i) { return placed("Rule", "gen" + std::to_string(i), 1); })),
              ElementsAre("Rule 30"));
  EXPECT_THAT(exceeded(many([](int i) { return placed("C" + std::to_string(i), "gen.rb", 7); })),
              ElementsAre("gen.rb:7 30"));
  EXPECT_THAT(exceeded(many([](int i) { return placed("C" + std::to_string(i), "gen.rb", i); })),
              ElementsAre("gen.rb 30"));
}

TEST(JudgeViews, TellEachLeakOnceByItsSmallestSet) {
  EXPECT_THAT(exceeded({moved(placed("Cart", "app.rb", 14), {0, 300, 600}, 300),
                        moved(placed("Cart", "lib.rb", 2), {0, 15, 30}, 15)}),
              ElementsAre("Cart app.rb:14 300"));
  EXPECT_THAT(exceeded({moved(placed("Cart", "app.rb", 14), {0, 15, 30}, 15),
                        moved(placed("Cart", "lib.rb", 2), {0, 15, 30}, 15)}),
              ElementsAre("Cart 30"));
}

TEST(JudgeViews, SayNothingOfASetThatIsNoMoreThanOneOfItsGroups) {
  const auto findings = judge(rulebook_of({leak_budget()}),
                              std::vector<PlacedGroup>{moved(placed("Cart", "app.rb", 14), {0, 5, 10}, 5)});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].subject, "Cart app.rb:14");
}

TEST(JudgeViews, LeaveOutTheVmsOwnAndWhatHasNoSite) {
  EXPECT_THAT(
      exceeded(many([](int i) { return with_type(placed("iseq", "gen" + std::to_string(i), 1), "IMEMO"); })),
      ElementsAre());
  EXPECT_THAT(exceeded(many([](int i) {
                PlacedGroup group = placed("C" + std::to_string(i), "(unknown site)");
                group.group.key.file.reset();
                return group;
              })),
              ElementsAre());
}

TEST(JudgeViews, JudgeSumsBySetsToo) {
  Budget all = leak_budget({Each::sum});
  const auto lines =
      many([](int i) { return placed("C" + std::to_string(i), "gen" + std::to_string(i), 1); });
  EXPECT_THAT(exceeded(lines, all), ElementsAre("all objects 30"));
  // What moves from one group to another does not grow.
  EXPECT_THAT(exceeded({moved(placed("A", "a.rb", 1), {1000, 700, 400}, 0),
                        moved(placed("A", "b.rb", 1), {0, 300, 600}, 10)},
                       leak_budget({Each::class_name})),
              ElementsAre());
}

TEST(JudgeViews, LeaveOutWhatIsExempt) {
  Budget budget = leak_budget();
  budget.exempt = {Matcher(Matcher::Subject::type, {"IMEMO"}),
                   Matcher(Matcher::Subject::class_name, {"callcache"})};
  const auto of = [](const char* name, const char* type) {
    return moved(with_type(placed(name, "app.rb", 1), type), {0, 300, 600}, 300);
  };
  EXPECT_THAT(exceeded({of("callcache", "IMEMO")}, budget), ElementsAre());
  EXPECT_THAT(exceeded({of("iseq", "IMEMO")}, budget), ElementsAre("IMEMO iseq app.rb:1 300"));
  EXPECT_THAT(exceeded({of("callcache", "OBJECT")}, budget), ElementsAre("callcache app.rb:1 300"));
}

TEST(JudgeViews, AllowSetsAsAWhole) {
  auto groups = many([](int i) { return placed("Rule", "gen" + std::to_string(i), 1); });
  Rulebook rules = rulebook_of({leak_budget()});
  AllowEntry entry;
  entry.matchers.emplace_back(Matcher::Subject::class_name, std::vector<std::string>{"Rule"});
  entry.max = 30;
  rules.allow = {entry};
  (void)apply_allow(rules, groups, {}, {});
  for (const Finding& finding : judge(rules, groups)) EXPECT_FALSE(is_over(finding)) << finding.message;
  rules.allow[0].max = 29;
  for (PlacedGroup& group : groups) group.allowed = {};
  (void)apply_allow(rules, groups, {}, {});
  EXPECT_TRUE(is_over(judge(rules, groups).back()));
}

TEST(JudgeViews, LetALimitFallWithMoreDumps) {
  Budget budget = leak_budget({Each::group});
  const auto five = [](std::uint64_t pace) {
    return std::vector<PlacedGroup>{
        moved(placed("Cart", "app.rb", 14), {0, pace, 2 * pace, 3 * pace, 4 * pace}, pace)};
  };
  EXPECT_THAT(exceeded(five(15), budget), ElementsAre());
  budget.falls = true;
  EXPECT_THAT(exceeded(five(15), budget), ElementsAre("Cart app.rb:14 15"));
  EXPECT_THAT(exceeded(five(10), budget), ElementsAre());
  EXPECT_THAT(exceeded({moved(placed("Cart", "app.rb", 14), {0, 20, 40}, 20)}, budget), ElementsAre());
}

std::string message(const std::vector<PlacedGroup>& groups) {
  return judge(rulebook_of({leak_budget({Each::group})}), groups).front().message;
}

TEST(JudgeViews, SayAtLeastOfUnevenGrowthAndHowToTellACache) {
  EXPECT_EQ(message({moved(placed("Cart", "app.rb", 14), {0, 61, 262}, 61)}),
            "Cart app.rb:14: at least 61 objects leaked, over the limit of 20 (rule leak)");
  EXPECT_EQ(message({moved(placed("Cart", "app.rb", 14), {0, 300, 550}, 300)}),
            "Cart app.rb:14: 250 objects leaked, over the limit of 20 (rule leak); its growth fell, as that "
            "of a cache does "
            "that is still filling: five dumps tell the two apart (--rounds 5)");
  EXPECT_EQ(message({moved(placed("Cart", "app.rb", 14), {0, 300, 600}, 300)}),
            "Cart app.rb:14: 300 objects leaked, over the limit of 20 (rule leak)");
}

PlacedGroup grown(PlacedGroup placed, Grown grown, const char* type = "ARRAY") {
  placed.group.key.type = type;
  placed.group.grown = grown;
  return placed;
}

Budget contents_budget() {
  Budget budget = leak_budget({Each::group});
  budget.id = "contents";
  budget.measure = Measure::contents;
  budget.max_bytes = 1024;
  return budget;
}

std::vector<std::string> contents_told(const PlacedGroup& group) {
  std::vector<std::string> texts;
  for (const Finding& finding : judge(rulebook_of({contents_budget()}), std::vector<PlacedGroup>{group}))
    texts.push_back(std::string(to_string(finding.status)) + " " + to_string(finding.unit) + " " +
                    finding.message);
  return texts;
}

TEST(JudgeContents, HoldItemsAndBytesAgainstTheirLimits) {
  EXPECT_THAT(
      contents_told(grown(placed("Array", "app.rb", 3), {1, 300, 1024})),
      ElementsAre(
          "fail items Array app.rb:3: contents grown by 300 items, over the limit of 20 (rule contents)",
          "pass bytes Array app.rb:3: contents grown by 1024 bytes, within the limit of 1024 (rule "
          "contents)"));
  EXPECT_THAT(
      contents_told(grown(placed("String", "app.rb", 3), {1, 1, 1025}, "STRING")),
      ElementsAre(
          "pass items String app.rb:3: contents grown by 1 byte, within the limit of 20 (rule contents)",
          "fail bytes String app.rb:3: contents grown by 1025 bytes, over the limit of 1024 (rule "
          "contents)"));
}

TEST(JudgeContents, SayNothingOfTheHolderOfALeak) {
  PlacedGroup holder = grown(placed("Array", "app.rb", 3), {1, 300, 2400});
  holder.holds_leak = true;
  EXPECT_THAT(contents_told(holder),
              ElementsAre(HasSubstr("all objects: contents grown by 0 items"), HasSubstr("0 bytes")));
}

TEST(JudgeContents, AreAllowedUpToAMax) {
  Rulebook rules = rulebook_of({contents_budget()});
  rules.budgets[0].max_bytes.reset();
  AllowEntry entry;
  entry.matchers.emplace_back(Matcher::Subject::class_name, std::vector<std::string>{"Array"});
  rules.allow = {entry};
  for (const auto& [max, over] : std::vector<std::pair<std::optional<std::uint64_t>, bool>>{
           {std::nullopt, false}, {280, false}, {279, true}}) {
    rules.allow[0].max = max;
    std::vector<PlacedGroup> groups{grown(placed("Array", "app.rb", 3), {1, 300, 2400})};
    (void)apply_allow(rules, groups, {}, {});
    EXPECT_EQ(is_over(judge(rules, groups).front()), over) << max.value_or(0);
  }
}

TEST(JudgeContents, AreNotJudgedWhereObjectsCannotBeTold) {
  const auto findings = judge(rulebook_of({contents_budget()}), {}, {Basis::class_growth});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].status, FindingStatus::skip);
}

}  // namespace
}  // namespace heapgate
