// From a verdict to a run, to a line, and back.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "heapgate/baseline.hpp"
#include "history/run_json.hpp"
#include "sample_run.hpp"

namespace heapgate {
namespace {

using test::sample_run;
using testing::ElementsAre;

std::string names(const SeriesList& list) {
  std::string text;
  for (const SeriesPoint& point : list.top)
    text += "[" + point.class_name + "|" + point.site + " " + std::to_string(point.leaked.objects) + "/" +
            std::to_string(point.kept.objects) + "]";
  return text;
}

TEST(HistoryRun, TellsGroupsClassesAndSitesMostLeakedFirst) {
  const HistoryRun run = sample_run();
  EXPECT_EQ(names(run.series.groups),
            "[String|(unknown site) 400/400][Cart|app/models/cart.rb:14 200/200][Visit|lib/visits.rb:3 7/7]"
            "[Entry|lib/lru.rb:8 0/1500][IMEMO callcache|app/models/cart.rb:9 0/3]");
  EXPECT_EQ(names(run.series.classes),
            "[String| 400/400][Cart| 200/200][Visit| 7/7][Entry| 0/1500][IMEMO callcache| 0/3]");
  EXPECT_EQ(names(run.series.sites),
            "[|(unknown site) 400/400][|app/models/cart.rb:14 200/200][|lib/visits.rb:3 7/7]"
            "[|lib/lru.rb:8 0/1500][|app/models/cart.rb:9 0/3]");
  EXPECT_EQ(run.series.groups.rest_count, 0U);
  EXPECT_EQ(run.totals.leaked, (Tally{607, 607 * 40}));
  EXPECT_EQ(run.series.live.size(), 3U);
  EXPECT_EQ(run.series.live[1].objects, 400U + 200 + 7 + 3 + 3000);
}

TEST(HistoryRun, SumsUpWhatIsBehindTheLargest) {
  const HistoryRun run = history_run(test::failing_verdict(), Rulebook{}, 2);
  EXPECT_EQ(names(run.series.classes), "[String| 400/400][Cart| 200/200]");
  EXPECT_EQ(run.series.classes.rest_count, 3U);
  EXPECT_EQ(run.series.classes.rest_leaked, (Tally{7, 280}));
  EXPECT_EQ(run.series.classes.rest_kept, (Tally{1510, 60'400}));
}

TEST(HistoryRun, AddsTheSitesOfAClassAndTheClassesOfASite) {
  const Verdict verdict =
      test::verdict_of({test::leaking("Cart", "a.rb", 1, 5), test::leaking("Cart", "b.rb", 2, 7),
                        test::leaking("Row", "b.rb", 2, 1)});
  const HistoryRun run = history_run(verdict, Rulebook{});
  EXPECT_EQ(names(run.series.classes), "[Cart| 12/12][Row| 1/1]");
  EXPECT_EQ(names(run.series.sites), "[|b.rb:2 8/8][|a.rb:1 5/5]");
}

TEST(HistoryRun, LeavesOutWhatTheRulesAllow) {
  Verdict verdict = test::verdict_of({test::leaking("Cart", "a.rb", 1, 5)});
  verdict.groups[0].allowed.leaked = verdict.groups[0].allowed.kept = {4, 160};
  EXPECT_EQ(names(history_run(verdict, Rulebook{}).series.groups), "[Cart|a.rb:1 1/1]");
}

TEST(HistoryRun, KeepsTheWorstSubjectOfEachLimit) {
  const HistoryRun run = sample_run();
  EXPECT_THAT(run.budgets, ElementsAre(BudgetPoint{"leak", "String (unknown site)", "group", Measure::leaked,
                                                   Unit::objects, FindingStatus::fail, 400, 20}));
}

TEST(HistoryLine, IsOneLineThatReadsBackTheSame) {
  HistoryRun run = sample_run(3);
  run.origin = {"abc", "feature/x", "main", "shop/api", "https://h/c/abc", true};
  run.ruby = "ruby 3.1.7p261";
  run.iterations = {100, 200};
  run.advisory = true;
  const std::string line = history_line(run);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_TRUE(
      line.starts_with("{\"schema\":1,\"id\":\"run3\",\"time\":\"2027-01-15T11:00:00Z\",\"commit\":\"abc\","))
      << line.substr(0, 120);
  const ReadLine read = parse_history_line(line.substr(0, line.size() - 1));
  EXPECT_EQ(read.problem, "");
  EXPECT_EQ(read.run, run);
  EXPECT_EQ(read.run.origin, run.origin);
  EXPECT_EQ(read.run.series.groups, run.series.groups);
  EXPECT_EQ(read.run.budgets, run.budgets);
}

TEST(HistoryLine, IsGoodJsonWhateverTheNamesHold) {
  for (const std::string& name : test::kHostileNames) {
    HistoryRun run = history_run(test::hostile_verdict(name), Rulebook{});
    run.id = "x";
    run.origin = {name, name, name, name, name, false};
    run.ruby = name;
    const std::string line = history_line(run);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << name;
    EXPECT_TRUE(nlohmann::json::accept(line)) << name;
    EXPECT_EQ(parse_history_line(line).problem, "") << name;
  }
}

TEST(ParseHistoryLine, SaysWhatIsWrong) {
  const std::string whole = history_line(sample_run());
  EXPECT_EQ(parse_history_line("").problem, "not a heapgate run");
  EXPECT_EQ(parse_history_line("[1]").problem, "not a heapgate run");
  EXPECT_EQ(parse_history_line("{\"schema\":\"1\"}").problem, "not a heapgate run");
  EXPECT_EQ(parse_history_line("{\"schema\":2}").problem, "unsupported schema 2; this heapgate reads 1");
  EXPECT_EQ(parse_history_line("{\"schema\":1,\"id\":\"x\"}").problem, "this run lacks what schema 1 has");
  for (std::size_t size = 0; size + 2 < whole.size(); size += 7)
    EXPECT_NE(parse_history_line(whole.substr(0, size)).problem, "") << size;
}

TEST(Time, IsWrittenAndReadTheSameWay) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(time_text(1'800'000'000), "2027-01-15T08:00:00Z");
  EXPECT_EQ(parse_time("2027-01-15T08:00:00Z"), 1'800'000'000);
  EXPECT_EQ(parse_time("2024-02-29T23:59:59Z"), 1'709'251'199);
  for (const char* bad :
       {"", "2027-01-15", "2027-01-15T08:00:00", "2027-02-29T00:00:00Z", "2027-01-15T24:00:00Z",
        "2027-01-15 08:00:00Z", "2027-01-15T08:60:00Z", "2o27-01-15T08:00:00Z"})
    EXPECT_EQ(parse_time(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace heapgate
