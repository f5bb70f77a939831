// A slow creep that no single run shows.

#include "history/trend.hpp"

#include <gmock/gmock.h>

#include "creeping.hpp"

namespace heapgate {
namespace {

using test::leaking_run;
using test::trend_rules;

std::vector<double> line(std::size_t count, double from, double step) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(from + step * static_cast<double>(i));
  return values;
}

TEST(Trend, OfALineIsItsSlope) {
  const Trend trend = trend_of(line(10, 5, 3));
  // 45 rising pairs, variance 125: z = 44 / 11.18.
  EXPECT_NEAR(trend.p, 4.15e-5, 1e-7);
  EXPECT_DOUBLE_EQ(trend.slope, 3);
  // From 8, the median of the first three, to 29, of the last.
  EXPECT_DOUBLE_EQ(trend.rise, 21);
}

TEST(Trend, IsNoneInWhatIsLevelFallsOrIsTooShort) {
  EXPECT_EQ(trend_of(line(30, 5, 0)).p, 1);
  EXPECT_EQ(trend_of(line(30, 500, -3)).p, 1);
  EXPECT_EQ(trend_of(line(9, 0, 3)).p, 1);
  EXPECT_EQ(trend_of({}).p, 1);
}

TEST(Trend, TakesEqualValuesIntoAccount) {
  // Nine zeros, then a one: 9 rising pairs, variance 33 instead of 125, z = 8 / 5.74.
  std::vector<double> values(10, 0);
  values.back() = 1;
  EXPECT_NEAR(trend_of(values).p, 0.0819, 0.0001);
}

TEST(Trend, IsNotMadeByAnOutlier) {
  std::vector<double> values(30, 10);
  values[20] = 10'000;
  EXPECT_GT(trend_of(values).p, 0.2);
}

TEST(Trend, TellsWhereItBegins) {
  std::vector<double> values(20, 10);
  for (const double value : line(20, 13, 3)) values.push_back(value);
  const Trend trend = trend_of(values);
  EXPECT_LT(trend.p, 1e-6);
  EXPECT_EQ(trend.begin, 19U);
  EXPECT_DOUBLE_EQ(trend.slope, 3);
}

TEST(Trend, ForgetsWhatWasFixed) {
  std::vector<double> values = line(30, 0, 3);
  values.insert(values.end(), 3, 0);
  EXPECT_EQ(trend_of(values).rise, 0);
}

class JudgeTrends : public testing::Test {
 protected:
  JudgeTrends() {
    for (int i = 0; i < 30; ++i)
      runs_.push_back(
          leaking_run(i, {{"Cart", 3U * static_cast<unsigned>(i)}, {"Noise", i % 3 == 0 ? 12U : 9U}}));
  }
  std::string told(Each each, std::uint64_t max, const std::string& base = "main") {
    return told(trend_rules(each, max), base);
  }
  std::string told(const Rulebook& rules, const std::string& base = "main") {
    std::string text;
    for (const Finding& finding : judge_trends(rules, &runs_, {base, "", {}}))
      text += std::string(to_string(finding.status)) + " " + finding.message + "\n";
    return text;
  }

  std::vector<HistoryRun> runs_;
};

const std::string kRange = " on main over 29 runs, commit1..commit29, ";

TEST_F(JudgeTrends, NamesTheCreepAndItsCommits) {
  EXPECT_EQ(told(Each::class_name, 20),
            "fail Cart: leaks crept up by 81 objects" + kRange + "over the limit of 20 (rule creep)\n");
  EXPECT_EQ(told(Each::class_name, 81),
            "pass Cart: leaks crept up by 81 objects" + kRange + "within the limit of 81 (rule creep)\n");
  EXPECT_EQ(told(Each::site, 20), "fail app/Cart.rb:1: leaks crept up by 81 objects" + kRange +
                                      "over the limit of 20 (rule creep)\n");
  EXPECT_EQ(told(Each::group, 20), "fail Cart app/Cart.rb:1: leaks crept up by 81 objects" + kRange +
                                       "over the limit of 20 (rule creep)\n");
  EXPECT_THAT(told(Each::sum, 20), testing::StartsWith("fail all objects: leaks crept up by "));
}

TEST_F(JudgeTrends, KeepsToMatchersUnitAndSeverity) {
  Rulebook rules = trend_rules(Each::class_name, 20);
  rules.budgets[0].matchers = {{Matcher::Subject::class_name, {"Noise"}}};
  EXPECT_EQ(told(rules), "pass all objects: no leak crept up on main over 30 runs (rule creep)\n");
  rules.budgets[0].matchers = {{Matcher::Subject::site, {"app/Cart.rb"}}};
  rules.budgets[0].needs_sites = true;
  rules.budgets[0].severity = Severity::warn;
  rules.budgets[0].max.reset();
  rules.budgets[0].max_bytes = 100;
  EXPECT_EQ(told(rules),
            "warn Cart: leaks crept up by 3240 bytes" + kRange + "over the limit of 100 (rule creep)\n");
  rules.budgets[0].severity = Severity::off;
  EXPECT_EQ(told(rules), "skip all objects: switched off by 'severity: off' (rule creep)\n");
}

TEST_F(JudgeTrends, LearnsOfNoOtherBranchAndNoPullRequest) {
  EXPECT_EQ(told(Each::class_name, 20, "fix"),
            "skip all objects: not judged: a trend needs 10 runs of fix, the history has 0 (rule creep)\n");
  for (HistoryRun& run : runs_) run.origin.pull_request = true;
  EXPECT_EQ(told(Each::class_name, 20),
            "skip all objects: not judged: a trend needs 10 runs of main, the history has 0 (rule creep)\n");
}

TEST_F(JudgeTrends, TakesOneRunACommitAndOnlyWhatCompares) {
  for (std::size_t i = 0; i < 30; ++i) runs_[i].origin.commit = "c" + std::to_string(i / 4);
  EXPECT_THAT(told(Each::class_name, 20), testing::HasSubstr("the history has 8"));
  for (std::size_t i = 0; i < 30; ++i) runs_[i].origin.commit = "c" + std::to_string(i);
  for (std::size_t i = 0; i < 25; ++i) runs_[i].iterations = {100};
  EXPECT_THAT(told(Each::class_name, 20), testing::HasSubstr("the history has 5"));
  for (std::size_t i = 0; i < 27; ++i) runs_[i].outcome = Outcome::inconclusive;
  EXPECT_THAT(told(Each::class_name, 20), testing::HasSubstr("the history has 3"));
}

TEST_F(JudgeTrends, TakesWhatARunDoesNotTellForAsMuchAsItMayBe) {
  // Cart leaks 90 in every run, but the first twenty do not tell it.
  for (std::size_t i = 0; i < 30; ++i) {
    runs_[i] = leaking_run(static_cast<int>(i), {{"Big", 100}, {"Cart", 90}});
    if (i >= 20) continue;
    runs_[i].series.classes.top[1] = {"Other", "", {90, 3600}, {90, 3600}};
    runs_[i].series.classes.rest_leaked = {90, 3600};
    runs_[i].series.classes.rest_count = 1;
  }
  EXPECT_THAT(told(Each::class_name, 0), testing::StartsWith("pass all objects: no leak crept up"));
}

TEST_F(JudgeTrends, IsSkippedWithoutAHistory) {
  const auto findings = judge_trends(trend_rules(Each::sum, 1), nullptr, {});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message, "all objects: not judged: a trend needs --history (rule creep)");
  EXPECT_FALSE(findings[0].blind);
}

}  // namespace
}  // namespace heapgate
