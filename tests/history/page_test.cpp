// The page's text: what stands in it, and that nothing in it can be more than text.

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "heap_text.hpp"
#include "report/sample_verdict.hpp"
#include "sample_run.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::sample_run;
using testing::HasSubstr;
using testing::Not;

History history_of(std::vector<HistoryRun> runs) {
  History history;
  history.runs = std::move(runs);
  return history;
}

std::string data_text(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = page.find(open) + open.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

TEST(HistoryPage, HoldsTheRunsInTheOrderOfTime) {
  const json data = json::parse(data_text(history_page(history_of({sample_run(2), sample_run(1, "fix")}))));
  EXPECT_EQ(data["runs"]["commit"], json({"c1", "c2"}));
  EXPECT_EQ(data["branches"], json({"fix", "main"}));
  EXPECT_EQ(data["runs"]["verdict"], json({1, 1}));
  EXPECT_EQ(data["totals"]["leaked_objects"], json({607, 607}));
  const std::string series = R"({"name":"String","runs":[0,1],"objects":[400,400],"bytes":[16000,16000]})";
  EXPECT_EQ(data["classes"][0], json::parse(series));
  EXPECT_EQ(data["sites"].size(), 3U);
  const std::string budget =
      R"x({"rule":"leak","measure":"leaked","unit":"objects","each":"group","runs":[0,1],"subject":[0,0],)x"
      R"x("subjects":["String (unknown site)"],"actual":[400.0,400.0],"limit":[20.0,20.0],)x"
      R"x("status":["fail","fail"]})x";
  EXPECT_EQ(json(data["budgets"][0]), json::parse(budget));
}

TEST(HistoryPage, KeepsTheSeriesThatLeakedMostInAnyRun) {
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 120; ++i)
    groups.push_back(
        test::leaking("C" + std::to_string(i), "a.rb", i + 1, static_cast<std::uint64_t>(i + 1)));
  HistoryRun run = history_run(test::verdict_of(groups), Rulebook{}, 200);
  run.id = "x";
  const json data = json::parse(data_text(history_page(history_of({run}))));
  EXPECT_EQ(data["classes"].size(), 100U);
  EXPECT_EQ(data["classes"][99]["name"], "C20");
}

TEST(HistoryPage, IsWholeInItselfAndAsksForNothing) {
  const std::string page = history_page(history_of({sample_run(1)}));
  EXPECT_THAT(page, testing::StartsWith("<!DOCTYPE html>\n"));
  EXPECT_THAT(page, HasSubstr("Chart.js v3.9.1"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* outside : {"src=\"http", "<link"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  const std::string made_of = test::read_file(HEAPGATE_RULES "/../src/history/site/page.html");
  for (const char* left : {"<!--STYLE-->", "<!--DATA-->", "<!--CHART-->", "<!--SCRIPT-->"}) {
    EXPECT_THAT(made_of, HasSubstr(left));
    EXPECT_THAT(page, Not(HasSubstr(left)));
  }
}

// As many elements as a harmless page has.
TEST(HistoryPage, LetsNoNameEndItsScript) {
  const auto count = [](const std::string& text, const std::string& what) {
    std::size_t number = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++number;
    return number;
  };
  std::vector<std::string> names(test::kHostileNames.begin(), test::kHostileNames.end());
  names.insert(names.end(), {"</script><script>alert(1)</script>", "<!--SCRIPT-->", "<!--<script>", "]]>"});
  const std::size_t expected = count(history_page(history_of({sample_run(1)})), "<");
  for (const std::string& name : names) {
    HistoryRun run = sample_run(1);
    run.origin = {name, name, name, name, name, false};
    run.series.classes.top[0].class_name = run.series.sites.top[0].site = run.budgets[0].subject =
        run.budgets[0].rule = name;
    const std::string page = history_page(history_of({run}));
    EXPECT_EQ(count(page, "<"), expected) << name;
    EXPECT_TRUE(json::accept(data_text(page))) << name;
  }
}

}  // namespace
}  // namespace heapgate
