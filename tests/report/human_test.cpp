#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void expect_golden(const std::string& name, const Verdict& verdict, bool colour = false) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name + ".txt", render_human(verdict, colour));
}

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return "no line with " + part;
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

std::vector<PlacedGroup> many(std::size_t count, Pattern pattern) {
  std::vector<PlacedGroup> groups;
  for (std::size_t i = 0; i < count; ++i) {
    const PlacedGroup group = test::leaking("Class" + std::to_string(i), "app.rb", 1, 1'000);
    groups.push_back(pattern == Pattern::leak ? group : test::calm(group, pattern, 1'000, 0));
  }
  return groups;
}

std::string without_colours(std::string text) {
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
    text.erase(at, text.find('m', at) + 1 - at);
  }
  return text;
}

TEST(HumanReport, OfAFailure) {
  expect_golden("fail", test::failing_verdict());
}

TEST(HumanReport, OfAPass) {
  expect_golden("pass", test::passing_verdict());
}

TEST(HumanReport, OfDumpsThatCannotBeJudged) {
  expect_golden("inconclusive", test::inconclusive_verdict());
}

TEST(HumanReport, OfClassGrowthWhereObjectsCannotBeTold) {
  expect_golden("class-growth", test::class_growth_verdict());
}

TEST(HumanReport, OfAWarning) {
  Verdict verdict = test::verdict_of({test::leaking("Cart", "app/models/cart.rb", 14, 200)});
  verdict.trust.push_back(
      {TrustCheck::complete, TrustStatus::warn, "dumps/3.json: not quiet: 12 referenced objects"});
  verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::warn)};
  expect_golden("warning", verdict);
}

TEST(HumanReport, OfFourDumpsOfTwoProcesses) {
  PlacedGroup cart = test::leaking("Cart", "app/models/cart.rb", 14, 200);
  cart.group.live.push_back({600, 24'000});
  Verdict verdict = test::verdict_of({cart});
  verdict.dumps.clear();
  for (const char* worker : {"worker-0", "worker-1"}) {
    for (const char* name : {"/1.json", "/2.json", "/3.json", "/4.json"}) {
      verdict.dumps.push_back(test::dump_summary(std::string("dumps/") + worker + name, 56'199, 35));
    }
  }
  verdict.findings = {test::finding_on(verdict, 0, 900, FindingStatus::pass)};
  expect_golden("processes", verdict);
}

TEST(HumanReport, UsesColoursOnlyWhenAsked) {
  for (const Verdict& verdict :
       {test::failing_verdict(), test::passing_verdict(), test::inconclusive_verdict(), Verdict{}}) {
    const std::string plain = render_human(verdict, false);
    const std::string coloured = render_human(verdict, true);
    EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
    EXPECT_THAT(coloured, HasSubstr("\x1b["));
    EXPECT_EQ(without_colours(coloured), plain);
  }
}

TEST(HumanReport, PaintsTheVerdictAndEveryMark) {
  const std::string failed = render_human(test::failing_verdict(), true);
  EXPECT_THAT(failed, HasSubstr(": \x1b[31mFAIL\x1b[0m: 2 limits are exceeded\n"));
  EXPECT_THAT(failed, HasSubstr("\n  \x1b[31mFAIL\x1b[0m Cart "));
  EXPECT_THAT(failed, HasSubstr("\n  \x1b[32mpass\x1b[0m 1 limit holds\n"));
  EXPECT_THAT(failed, HasSubstr("\n  \x1b[33mskip\x1b[0m all objects"));
  EXPECT_THAT(render_human(test::passing_verdict(), true),
              HasSubstr(": \x1b[32mLEAKS WITHIN LIMITS\x1b[0m: "));
  const std::string unjudged = render_human(test::inconclusive_verdict(), true);
  EXPECT_THAT(unjudged, HasSubstr(": \x1b[33mINCONCLUSIVE\x1b[0m: "));
  EXPECT_THAT(unjudged, HasSubstr("\n  \x1b[31mFAIL\x1b[0m complete: "));
  EXPECT_THAT(unjudged, HasSubstr("\n  \x1b[33mwarn\x1b[0m complete: "));
}

TEST(HumanReport, CountsTheLimitsThatAreExceededInTheHeadline) {
  Verdict verdict = test::failing_verdict();
  EXPECT_THAT(render_human(verdict, false), HasSubstr(": FAIL: 2 limits are exceeded\n"));
  verdict.findings.erase(verdict.findings.begin());
  EXPECT_THAT(render_human(verdict, false), HasSubstr(": FAIL: 1 limit is exceeded\n"));
}

TEST(HumanReport, CountsTheLeakingGroupsThatItHides) {
  const auto text_of = [](std::size_t over, std::size_t all) {
    Verdict verdict = test::verdict_of(many(all, Pattern::leak));
    for (std::size_t i = 0; i < over; ++i)
      verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
    return render_human(verdict, false);
  };
  EXPECT_THAT(text_of(20, 20), AllOf(HasSubstr("\n  Class19 "), Not(HasSubstr("more group"))));
  const std::string over = text_of(22, 25);
  EXPECT_THAT(over, AllOf(HasSubstr("\n  Class19 "), Not(HasSubstr("\n  Class20"))));
  EXPECT_THAT(over, HasSubstr("    and 2 more groups, 2,000 objects (-o json lists them all)\n"));
  EXPECT_THAT(over, HasSubstr("  within the limits: 3,000 objects in 3 groups (-o json lists them all)\n"));
  EXPECT_THAT(over, HasSubstr("Leaked: 25,000 objects (976.6 KiB) in 25 groups\n"));
  const std::string within = text_of(0, 6);
  EXPECT_THAT(within, AllOf(HasSubstr("\n  Class4 "), Not(HasSubstr("\n  Class5"))));
  EXPECT_THAT(within, HasSubstr("    and 1 more group, 1,000 objects (-o json lists them all)\n"));
}

TEST(HumanReport, SaysHowMuchIsAllowedByName) {
  std::vector<PlacedGroup> groups = many(3, Pattern::leak);
  groups[0].allowed.leaked = {400, 16'000};
  for (const std::size_t i : {1U, 2U}) groups[i].allowed.leaked = groups[i].group.leaked;
  const std::string text = render_human(test::verdict_of(groups), false);
  EXPECT_THAT(line_with(text, "Class0 "), HasSubstr("   600 "));
  EXPECT_THAT(text, AllOf(HasSubstr("  allowed by the rules: 2,000 objects in 2 groups\n"),
                          Not(HasSubstr("Class1 "))));
}

TEST(HumanReport, CountsTheKeptGroupsThatItHides) {
  for (const Pattern pattern : {Pattern::one_time, Pattern::turnover}) {
    const std::string text = render_human(test::verdict_of(many(4, pattern)), false);
    EXPECT_THAT(text, HasSubstr("\n    Class2 "));
    EXPECT_THAT(text, Not(HasSubstr("Class3")));
    EXPECT_THAT(text, HasSubstr(": 4,000 objects in 4 groups\n"));
    EXPECT_THAT(text, HasSubstr("    and 1 more group, 1,000 objects (-o json lists them all)\n"));
  }
}

TEST(HumanReport, ListsNoFewObjectsThatNoBudgetMinds) {
  const auto text_of = [](std::uint64_t kept) {
    return render_human(
        test::verdict_of({test::calm(test::leaking("Row", "app.rb", 1, 0), Pattern::one_time, kept, 0)}),
        false);
  };
  EXPECT_THAT(text_of(19), AllOf(HasSubstr(": 19 objects in 1 group\n"), Not(HasSubstr("Row"))));
  EXPECT_THAT(text_of(20), HasSubstr("\n    Row  app.rb:1  20 objects"));
}

TEST(HumanReport, HasNoTableWiderThanATerminal) {
  const std::string path = "app/" + std::string(90, 'd') + "/orders_controller.rb";
  Verdict verdict = test::verdict_of({test::leaking("Admin::" + std::string(60, 'C'), path, 1'234, 123'456)});
  verdict.groups[0].group.live.resize(9, {111'222'333, 40});
  verdict.dumps[0].ledger.path = std::string(200, 'd') + "/1.json";
  const std::string text = render_human(verdict, false);
  for (const char* part : {"LIVE 1→…→9", "0→…→111,222,333", "generation 35"})
    EXPECT_LE(width(line_with(text, part)), 100U) << part;
  EXPECT_THAT(text, HasSubstr("ontroller.rb:1234 "));
}

TEST(HumanReport, TellsWhatFailsBeforeWhatWasSkipped) {
  Verdict verdict = test::failing_verdict();
  verdict.findings.insert(verdict.findings.begin(), 7, verdict.findings.back());
  const std::string text = render_human(verdict, false);
  EXPECT_LT(text.find("FAIL Cart"), text.find("  skip "));
  EXPECT_THAT(text, HasSubstr("(rule old)\n  and 3 more (-o json lists them all)\n"));
}

TEST(HumanReport, ShowsEveryFindingThatDoesNotPassAndCountsTheRest) {
  Verdict verdict = test::verdict_of(many(30, Pattern::leak));
  for (std::size_t i = 0; i < 30; ++i) {
    const auto status = i < 12 ? FindingStatus::pass : i < 24 ? FindingStatus::fail : FindingStatus::warn;
    verdict.findings.push_back(test::finding_on(verdict, i, 20, status));
  }
  const std::string text = render_human(verdict, false);
  EXPECT_THAT(text, Not(HasSubstr("  pass Class")));
  EXPECT_THAT(text, HasSubstr("  FAIL Class23 "));
  EXPECT_THAT(text, HasSubstr("  warn Class29 "));
  EXPECT_THAT(text, HasSubstr("\n  pass 12 limits hold\n"));
}

TEST(HumanReport, CountsTheFindingsBeyondTwenty) {
  Verdict verdict = test::verdict_of(many(23, Pattern::leak));
  for (std::size_t i = 0; i < 23; ++i) {
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
  }
  const std::string text = render_human(verdict, false);
  EXPECT_THAT(text, HasSubstr("  FAIL Class19 "));
  EXPECT_THAT(text, Not(HasSubstr("  FAIL Class20 ")));
  EXPECT_THAT(text, HasSubstr("\n  and 3 more (-o json lists them all)\n"));
}

TEST(HumanReport, NamesTheNextStepOfAFailingBuild) {
  EXPECT_THAT(render_human(test::failing_verdict(), false), HasSubstr("\n  next: find what holds on to "));
  EXPECT_THAT(render_human(test::passing_verdict(), false), Not(HasSubstr("next:")));
}

TEST(HumanReport, ShowsTheFileOfAGemWithinTheGem) {
  PlacedGroup client = test::leaking("Puma::Client", "/usr/lib/gems/puma-5.6.5/lib/puma/client.rb", 81, 200);
  client = test::at(client, client.path(), Gem{"puma", "5.6.5", "lib/puma/client.rb"});
  EXPECT_THAT(render_human(test::verdict_of({client}), false),
              HasSubstr("  puma 5.6.5 lib/puma/client.rb:81  "));
}

TEST(HumanReport, CountsTheBadLinesThatItDoesNotName) {
  Verdict verdict = test::passing_verdict();
  Ledger& ledger = verdict.dumps[0].ledger;
  ledger.bad_lines = 1'234;
  ledger.first_bad = {{7, "not a JSON object"}, {9, "no address"}};
  EXPECT_EQ(line_with(render_human(verdict, false), "dumps/1.json:"),
            "  dumps/1.json: 1,234 bad lines skipped: 7 (not a JSON object), 9 (no address) and 1,232 more");
}

TEST(HumanReport, SaysWhereTheKeptObjectsAreThatNoTableShows) {
  PlacedGroup cart = test::leaking("Cart", "app/models/cart.rb", 14, 200);
  cart.group.kept = {230, 9'200};
  const std::string text = render_human(test::verdict_of({cart}), false);
  EXPECT_THAT(text, HasSubstr("Kept, but no leak: 30 objects\n"));
  EXPECT_THAT(text, HasSubstr("  in the leaking groups, beyond what they grew by: 30 objects\n"));
}

TEST(HumanReport, SaysThatAnUnevenLeakMayComeFromTheLoad) {
  Verdict verdict = test::failing_verdict();
  verdict.findings.clear();
  EXPECT_THAT(render_human(verdict, false), HasSubstr("\n  uneven-leak: "));
  EXPECT_THAT(render_human(test::passing_verdict(), false), Not(HasSubstr("uneven-leak")));
}

TEST(HumanReport, CountsTheBudgetsThatAreNotJudgedSinceTheDumpsCannotBe) {
  Verdict verdict = test::inconclusive_verdict();
  verdict.findings.resize(4, verdict.findings[0]);
  EXPECT_THAT(render_human(verdict, false), HasSubstr("\n  skip 4 budgets, not judged\n"));
  verdict.trust.resize(1);
  EXPECT_THAT(render_human(verdict, false), HasSubstr("\n  skip all objects: not judged (rule leak)\n"));
}

TEST(HumanReport, ShowsNoNumbersOfDumpsThatCannotBeJudged) {
  Verdict verdict = test::inconclusive_verdict();
  EXPECT_THAT(render_human(verdict, false), AllOf(Not(HasSubstr("Leaked")), Not(HasSubstr("Kept"))));
  verdict.groups = test::failing_verdict().groups;
  EXPECT_THAT(render_human(verdict, false), AllOf(HasSubstr("Leaked"), HasSubstr("Kept")));
}

TEST(HumanReport, ClaimsNothingOfSingleObjectsThatItCannotTell) {
  const std::string text = render_human(test::class_growth_verdict(), false);
  EXPECT_THAT(text, HasSubstr("\nLeaked, by the growth of whole classes: 500 objects"));
  EXPECT_THAT(text, Not(HasSubstr("Kept, but no leak")));
  EXPECT_THAT(text, Not(HasSubstr("transient")));
  EXPECT_THAT(render_human(test::failing_verdict(), false),
              AllOf(HasSubstr("Kept, but no leak"), HasSubstr("transient")));
}

TEST(HumanReport, LetsNoControlCharacterReachTheTerminal) {
  for (const std::string& name : test::kHostileNames) {
    const std::string text = render_human(test::hostile_verdict(name), false);
    std::string lines = text;
    std::erase(lines, '\n');
    EXPECT_EQ(clean_line(lines), lines) << clean_line(name);
    EXPECT_THAT(text, HasSubstr(clean_line(name))) << clean_line(name);
  }
}

TEST(HumanReport, HasNoMoreLinesBecauseANameHasLineBreaks) {
  const auto lines = [](const std::string& name) {
    const std::string text = render_human(test::hostile_verdict(name), false);
    return std::count(text.begin(), text.end(), '\n');
  };
  for (const std::string& name : test::kHostileNames)
    EXPECT_EQ(lines(name), lines("plain")) << clean_line(name);
}

TEST(HumanReport, KeepsColumnsAlignedBehindAccents) {
  const auto column = [](const std::string& class_name) {
    const std::string text = render_human(test::hostile_verdict(class_name), false);
    const std::string row = line_with(text,
                                      "0\xE2\x86\x92"
                                      "400");
    const std::string heading = line_with(text, "LIVE");
    EXPECT_EQ(width(row.substr(0, row.find("0\xE2\x86\x92"))), heading.find("LIVE"));
    return heading.find("LIVE");
  };
  EXPECT_EQ(column("cafe"), column("caf\xC3\xA9"));
}

}  // namespace
}  // namespace heapgate
