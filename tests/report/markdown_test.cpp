#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "golden.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "util/text.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t kMebibyte = 1 << 20;

RenderOptions linked() {
  RenderOptions options;
  options.source_url = "https://github.com/o/r/blob/0123abcd/";
  options.command = {"heapgate", "check", "dumps"};
  return options;
}

Verdict with_iterations(Verdict verdict, std::uint64_t number) {
  verdict.iterations = {number, number};
  return verdict;
}

void expect_golden(const std::string& name, const Verdict& verdict) {
  test::expect_golden(HEAPGATE_REPORT_GOLDEN "/" + name + ".md", render_markdown(verdict, linked()));
}

// Links but those to the repository, which have no bracket in them.
std::size_t links_elsewhere(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1))
    count += text.compare(at + 2, linked().source_url.size(), linked().source_url) == 0 ? 0U : 1U;
  return count;
}

TEST(MarkdownReport, OfAFailure) {
  expect_golden("fail", with_iterations(test::failing_verdict(), 200));
}

TEST(MarkdownReport, OfAPass) {
  expect_golden("pass", test::passing_verdict());
}

TEST(MarkdownReport, OfDumpsThatCannotBeJudged) {
  expect_golden("inconclusive", test::inconclusive_verdict());
}

TEST(MarkdownReport, BeginsWithTheVerdict) {
  const auto first = [](const Verdict& verdict) {
    const std::string text = render_markdown(verdict, {});
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(first(test::passing_verdict()),
            "## ✅ heapgate: LEAKS WITHIN LIMITS: 1 object (40 B) leaked, and every budget allows it");
  EXPECT_EQ(first(test::failing_verdict()), "## ❌ heapgate: FAIL: 2 limits are exceeded");
  EXPECT_EQ(first(test::inconclusive_verdict()),
            "## ⚠️ heapgate: INCONCLUSIVE: these dumps cannot be judged");
  Verdict advisory = test::failing_verdict();
  advisory.advisory = true;
  EXPECT_EQ(first(advisory), "## ❌ heapgate: FAIL: 2 limits are exceeded; advisory, so the build goes on");
}

TEST(MarkdownReport, TellsThePaceOfALeakWhereTheIterationsAreKnown) {
  PlacedGroup cart = test::leaking("Cart", "app.rb", 14, 200);
  cart.group.live = {{1, 40}, {201, 8'040}, {401, 16'040}};
  const Verdict verdict = test::verdict_of({cart});
  EXPECT_THAT(render_markdown(verdict, {}),
              HasSubstr("\n- Cart app.rb:14 leaks 200 objects (1 → 201 → 401), 7.8 KiB\n"));
  EXPECT_THAT(render_markdown(with_iterations(verdict, 200), {}),
              HasSubstr("\n- Cart app.rb:14 leaks 1 per request (1 → 201 → 401), 7.8 KiB\n"));
  EXPECT_THAT(render_markdown(with_iterations(verdict, 800), {}), HasSubstr("leaks 0.25 per request ("));
  EXPECT_THAT(render_markdown(with_iterations(verdict, 100'000), {}),
              HasSubstr("leaks 2 per 1000 requests ("));
  cart.group.leaked = cart.group.kept = {30'000, 1'200'000};
  cart.group.live = {{0, 0}, {30'000, 0}, {60'000, 0}};
  EXPECT_THAT(render_markdown(with_iterations(test::verdict_of({cart}), 20), {}),
              HasSubstr("leaks 1,500 per request ("));
}

TEST(MarkdownReport, LeavesOutWhatIsAllowed) {
  PlacedGroup cart = test::leaking("Cart", "app.rb", 14, 200);
  cart.allowed.leaked = {150, 6'000};
  EXPECT_THAT(render_markdown(test::verdict_of({cart}), {}),
              HasSubstr("\n- Cart app.rb:14 leaks 50 objects (0 → 200 → 400), 2.0 KiB\n"));
  EXPECT_THAT(render_markdown(with_iterations(test::verdict_of({cart}), 200), {}),
              HasSubstr("leaks 0.25 per request ("));
  cart.allowed.leaked = {200, 8'000};
  EXPECT_THAT(render_markdown(test::verdict_of({cart}), {}), Not(HasSubstr("Cart")));
}

TEST(MarkdownReport, LinksFilesOfTheRepositoryOnly) {
  const auto line = [](const PlacedGroup& placed) {
    return render_markdown(test::verdict_of({placed}), linked());
  };
  PlacedGroup placed = test::leaking("Cart", "app/a b#(1).rb", 14, 200);
  EXPECT_THAT(line(placed),
              HasSubstr("](https://github.com/o/r/blob/0123abcd/app/a%20b%23%281%29.rb#L14) leaks"));
  placed = test::at(placed, "/usr/lib/ruby/set.rb");
  EXPECT_THAT(line(placed), Not(HasSubstr("https://")));
  placed = test::leaking("Cart", "vendor/gems/puma-5.6.5/lib/puma.rb", 14, 200);
  placed = test::at(placed, placed.path(), Gem{"puma", "5.6.5", "lib/puma.rb"});
  EXPECT_THAT(line(placed), HasSubstr("- Cart puma 5.6.5 lib/puma.rb:14 leaks"));
  EXPECT_THAT(line(test::without_site(test::leaking("Cart", "", 0, 200))),
              HasSubstr("- Cart (unknown site) leaks"));
}

TEST(MarkdownReport, ListsWhatChangedAgainstTheBaseline) {
  Verdict verdict = test::passing_verdict();
  verdict.baseline = BaselineReport{"base.yml", false, {{"leak", "Cart app.rb:1", 10, 1'200, 400, 48'000}}};
  EXPECT_THAT(render_markdown(verdict, {}),
              HasSubstr("### Against the baseline\n\n- Cart app.rb:1 10 → 1,200 objects, +47600 bytes\n"));
}

TEST(MarkdownReport, StaysBelowAMebibyteHoweverMuchThereIs) {
  std::vector<PlacedGroup> groups;
  for (int i = 0; i < 3'000; ++i)
    groups.push_back(
        test::leaking(std::string(2'000, '<'), std::string(900, '?') + std::to_string(i), i, 100));
  Verdict verdict = test::verdict_of(std::move(groups));
  verdict.outcome = Outcome::fail;
  for (std::size_t i = 0; i < verdict.groups.size(); ++i) {
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
    verdict.trust.push_back({TrustCheck::complete, TrustStatus::warn, std::string(2'000, '>')});
  }
  const std::string text = render_markdown(verdict, linked());
  EXPECT_LT(text.size(), kMebibyte);
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 200);
  EXPECT_THAT(text, StartsWith("## ❌ heapgate: FAIL: 3,000 limits are exceeded\n"));
  EXPECT_THAT(text, HasSubstr(" more (-o json lists them all)\n"));
  EXPECT_THAT(text, HasSubstr("heapgate check dumps\n"));
  RenderOptions small = linked();
  small.most_bytes = 4'000;
  EXPECT_LE(render_markdown(verdict, small).size(), 4'000U);
}

TEST(MarkdownReport, SaysThatACommandIsTooLong) {
  RenderOptions options;
  options.command = {"heapgate", "check", std::string(20'000, 'x')};
  const std::string text = render_markdown(test::passing_verdict(), options);
  EXPECT_THAT(text, HasSubstr("\nThe command that gives this verdict is too long to be shown.\n"));
  EXPECT_LT(text.size(), 1'000U);
}

TEST(MarkdownReport, LetsNoNameBeMarkup) {
  // What is looked for would be seen.
  EXPECT_EQ(links_elsewhere("[a](javascript:alert(1))"), 1U);
  EXPECT_EQ(test::commands_in("::error::x").size(), 1U);
  EXPECT_THAT(render_markdown(test::hostile_verdict("harmless"), linked()), HasSubstr("harmless"));
  std::vector<std::string> names(test::kHostileNames.begin(), test::kHostileNames.end());
  names.insert(names.end(),
               {"<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![i](http://evil/i.png)",
                "```\n# x", "`", "|a|b|", "\n\n# heading", "::error::x", "##[error]x",
                "https://evil.example/x", std::string(300'000, '<')});
  for (const std::string& name : names) {
    RenderOptions options = linked();
    if (name.size() < 1'000) options.command.push_back(name);
    const std::string text = render_markdown(test::hostile_verdict(name), options);
    EXPECT_EQ(text.find('<'), std::string::npos) << clean_line(name);
    EXPECT_EQ(links_elsewhere(text), 0U) << clean_line(name);
    EXPECT_TRUE(test::commands_in(text).empty()) << clean_line(name);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 22) << text;
    EXPECT_TRUE(std::none_of(text.begin(), text.end(),
                             [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == 0x7F; }));
  }
}

}  // namespace
}  // namespace heapgate
