// Which runs are listed, and how.

#include "history/view.hpp"

#include <gmock/gmock.h>

#include "heapgate/error.hpp"
#include "sample_run.hpp"

namespace heapgate {
namespace {

using test::sample_run;

History history_of(std::vector<HistoryRun> runs) {
  History history;
  history.runs = std::move(runs);
  return history;
}

std::string told(const std::vector<HistoryRow>& rows) {
  std::string text;
  for (const HistoryRow& row : rows)
    text += "[" + row.run->id + " " + std::to_string(row.leaked.objects) + "/" +
            std::to_string(row.kept.objects) + " " + row.largest + "]";
  return text;
}

std::string table(std::vector<HistoryRun> runs, const HistoryFilter& filter = {}) {
  const History history = history_of(std::move(runs));
  return history_table(history_rows(history, filter));
}

std::string csv(std::vector<HistoryRun> runs, const HistoryFilter& filter = {}) {
  const History history = history_of(std::move(runs));
  return history_csv(history_rows(history, filter));
}

TEST(HistoryRows, AreThoseOfTheBranchesSinceAndLast) {
  const History history = history_of({sample_run(3), sample_run(1, "fix/a"), sample_run(2), sample_run(0)});
  const std::string all = " 607/2110 String (unknown site)]";
  EXPECT_EQ(told(history_rows(history, {{"main"}, {}, {}, {}, {}})),
            "[run3" + all + "[run2" + all + "[run0" + all);
  EXPECT_EQ(told(history_rows(history, {{"fix*"}, {}, {}, {}, {}})), "[run1" + all);
  EXPECT_EQ(told(history_rows(history, {{}, {}, {}, sample_run(2).time, {}})), "[run3" + all + "[run2" + all);
  EXPECT_EQ(told(history_rows(history, {{}, {}, {}, {}, 2})), "[run2" + all + "[run3" + all);
}

TEST(HistoryRows, SumWhatTheClassesAndSitesMatch) {
  const History history = history_of({sample_run(1)});
  EXPECT_EQ(told(history_rows(history, {{}, {"Cart", "/^Vis/"}, {}, {}, {}})), "[run1 207/207 Cart]");
  EXPECT_EQ(told(history_rows(history, {{}, {}, {"lib/*.rb"}, {}, {}})), "[run1 7/1507 lib/visits.rb:3]");
  EXPECT_EQ(told(history_rows(history, {{}, {"Cart"}, {"app/**"}, {}, {}})),
            "[run1 200/200 Cart app/models/cart.rb:14]");
  EXPECT_EQ(told(history_rows(history, {{}, {"Cart"}, {"lib/visits.rb:3"}, {}, {}})), "[run1 0/0 ]");
  EXPECT_THROW((void)history_rows(history, {{}, {"["}, {}, {}, {}}), UsageError);
}

TEST(HistoryTable, ShowsARunALine) {
  HistoryRun request = sample_run(1, "fix");
  request.origin.pull_request = true;
  request.origin.base = "main";
  request.origin.commit = "0123456789abcdef";
  HistoryRun blind = history_run(test::inconclusive_verdict(), Rulebook{});
  EXPECT_EQ(
      table({request, blind}),
      "TIME                  BRANCH      COMMIT      VERDICT       LEAKED     BYTES   KEPT  TRANSIENT  MOST "
      "LEAKED\n"
      "2027-01-15T09:00:00Z  fix → main  0123456789  fail             607  23.7 KiB  2,110      3,012  "
      "String "
      "(unknown site)\n"
      "1970-01-01T00:00:00Z  -           -           inconclusive       -         -      -          -\n");
}

TEST(HistoryTable, SaysWhereTheSumOfTheRestMayHideSomething) {
  HistoryRun run = history_run(test::failing_verdict(), Rulebook{}, 1);
  EXPECT_THAT(
      table({run}, {{}, {"Cart"}, {}, {}, {}}),
      testing::EndsWith("\n1 run summed up small classes and sites, which cannot be asked for; see check "
                        "--history-top\n"));
}

TEST(HistoryCsv, HasARowARun) {
  EXPECT_EQ(
      csv({sample_run(1), history_run(test::inconclusive_verdict(), Rulebook{})}),
      "time,branch,commit,verdict,leaked_objects,leaked_bytes,kept_objects,kept_bytes,transient_objects,"
      "transient_bytes,live_objects,live_bytes\n"
      "2027-01-15T09:00:00Z,main,c1,fail,607,24280,2110,84400,3012,120480,5210,208400\n"
      "1970-01-01T00:00:00Z,,,inconclusive,,,,,,,,\n");
  EXPECT_THAT(csv({sample_run(1)}, {{}, {"Cart"}, {}, {}, {}}),
              testing::EndsWith(",fail,200,8000,200,8000,,,,\n"));
}

TEST(HistoryCsv, IsNoFormulaAndNoOtherRow) {
  EXPECT_THAT(csv({sample_run(1, "=cmd|' /C calc'!A0")}), testing::HasSubstr("Z,'=cmd|' /C calc'!A0,c1"));
  EXPECT_THAT(csv({sample_run(1, "a,\"b\"\nc")}), testing::HasSubstr("Z,\"a,\"\"b\"\"\\x0Ac\",c1"));
}

}  // namespace
}  // namespace heapgate
