#include "heapgate/verdict.hpp"

#include <gtest/gtest.h>

#include "heap_text.hpp"

namespace heapgate {
namespace {

// Three dumps of a server that ran in `folder`, with one String of FILE.
std::vector<Process> captured_in(const std::string& folder, const std::string& file) {
  const std::string root = R"({"type":"ROOT", "root":"vm", "references":[]})"
                           "\n";
  std::vector<Process> processes(1);
  for (int dump = 1; dump <= 3; ++dump) {
    const std::string number = std::to_string(dump);
    Heap heap =
        test::heap_of(root + R"({"address":"0x80)" + number + R"(0", "type":"STRING", "file":")" + file +
                          R"(", "line":1, "generation":)" + number + R"(, "memsize":40})" + "\n",
                      test::common_kinds());
    heap.ledger.meta = Meta{{}, {}, {}, {}, folder};
    processes[0].heaps.push_back(std::move(heap));
  }
  return processes;
}

std::string path_seen(const std::vector<Process>& processes, const Rulebook& rulebook) {
  const Verdict verdict = reach_verdict(processes, rulebook);
  return verdict.groups.empty() ? "no groups" : verdict.groups.front().path();
}

Rulebook rules_with(std::vector<std::string> roots, std::string repository) {
  Rulebook rulebook;
  rulebook.roots = std::move(roots);
  rulebook.repository = std::move(repository);
  // Heaps of one object are no healthy ones.
  for (const TrustCheck check : overridable_checks()) rulebook.trust[check] = TrustStatus::warn;
  return rulebook;
}

TEST(Verdict, SeesPathsRelativeToWhereTheCapturedServerRan) {
  const auto processes = captured_in("/srv/repo/shop", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "lib/cart.rb");
}

TEST(Verdict, PrefersTheRulesRootsToWhereTheServerRan) {
  const auto processes = captured_in("/srv/repo/shop", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({"/srv"}, "/")), "repo/shop/lib/cart.rb");
}

TEST(Verdict, FallsBackOnTheRepository) {
  const auto processes = captured_in("", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "shop/lib/cart.rb");
}

TEST(Verdict, TakesADaemonsRootFolderForNothing) {
  const auto processes = captured_in("/", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "shop/lib/cart.rb");
}

// Three dumps of a program that has so many Strings of a.rb:1 in each.
std::vector<Process> leaking(const std::vector<int>& live = {1, 2, 3}) {
  std::vector<Process> processes(1);
  for (const int count : live) {
    std::string text = R"({"type":"ROOT", "root":"vm", "references":[]})";
    for (int i = 1; i <= count; ++i) {
      const std::string number = std::to_string(i);
      text +=
          "\n"
          R"({"address":"0x80)" +
          number + R"(0", "type":"STRING", "file":"a.rb", "line":1, "generation":)" + number +
          R"(, "memsize":40})";
    }
    processes[0].heaps.push_back(test::heap_of(text + "\n", test::common_kinds()));
  }
  return processes;
}

Rulebook rules_for_one(std::uint64_t max, Severity severity = Severity::error) {
  Rulebook rulebook = rules_with({}, "");
  Budget budget;
  budget.id = "leak";
  budget.subject = "all objects";
  budget.max = max;
  budget.severity = severity;
  rulebook.budgets = {budget};
  return rulebook;
}

// "OUTCOME EXIT_CODE".
std::string outcome(const Rulebook& rulebook, const JudgeOptions& options = {},
                    const std::vector<Process>& processes = leaking()) {
  const Verdict verdict = reach_verdict(processes, rulebook, options);
  return std::string(to_string(verdict.outcome)) + " " + std::to_string(static_cast<int>(verdict.exit_code));
}

JudgeOptions at_level(FailLevel level) {
  JudgeOptions options;
  options.fail_level = level;
  return options;
}

JudgeOptions without_baseline(FailLevel level) {
  JudgeOptions options = at_level(level);
  options.baseline_path = "b.yml";
  return options;
}

TEST(Verdict, FailsByWhatTheFailLevelSays) {
  EXPECT_EQ(outcome(rules_for_one(0)), "fail 1");
  EXPECT_EQ(outcome(rules_for_one(1)), "pass 0");
  EXPECT_EQ(outcome(rules_for_one(0, Severity::warn)), "pass 0");
  EXPECT_EQ(outcome(rules_for_one(0), at_level(FailLevel::warn)), "fail 1");
  EXPECT_EQ(outcome(rules_for_one(0, Severity::warn), at_level(FailLevel::warn)), "fail 1");
  EXPECT_EQ(outcome(rules_for_one(1, Severity::warn), at_level(FailLevel::warn)), "pass 0");
  EXPECT_EQ(outcome(rules_for_one(0), at_level(FailLevel::never)), "fail 0");
}

TEST(Verdict, OfAdvisoryRulesIsShownAndExitsZero) {
  Rulebook advisory = rules_for_one(0);
  advisory.advisory = true;
  EXPECT_EQ(outcome(advisory), "fail 0");
  EXPECT_TRUE(reach_verdict(leaking(), advisory).advisory);
  EXPECT_FALSE(reach_verdict(leaking(), rules_for_one(0)).advisory);
}

TEST(Verdict, ThatIsInconclusiveIsSoftenedByNothing) {
  const std::vector<Process> twice = leaking({1, 2, 2});
  Rulebook rulebook = rules_for_one(0);
  rulebook.trust.clear();
  rulebook.advisory = true;
  for (const FailLevel level : {FailLevel::error, FailLevel::warn, FailLevel::never}) {
    EXPECT_EQ(outcome(rulebook, at_level(level), twice), "inconclusive 3");
    EXPECT_EQ(outcome(rulebook, without_baseline(level), twice), "inconclusive 3");
  }
  // A budget that cannot see neither.
  Rulebook blind = rules_for_one(0);
  blind.budgets[0].max_per_1000 = 1;
  blind.advisory = true;
  EXPECT_EQ(outcome(blind, at_level(FailLevel::never)), "inconclusive 3");
  EXPECT_EQ(outcome(blind, without_baseline(FailLevel::error)), "inconclusive 3");
}

TEST(Verdict, WithoutTheBaselineThatIsAskedForPassesAtEveryFailLevel) {
  for (const FailLevel level : {FailLevel::error, FailLevel::warn, FailLevel::never}) {
    EXPECT_EQ(outcome(rules_for_one(0), without_baseline(level)), "pass 0");
    EXPECT_EQ(outcome(rules_for_one(0, Severity::warn), without_baseline(level)), "pass 0");
  }
  const Verdict verdict = reach_verdict(leaking(), rules_for_one(0), without_baseline(FailLevel::error));
  ASSERT_EQ(verdict.findings.size(), 2);
  EXPECT_EQ(verdict.findings[0].status, FindingStatus::skip);
  EXPECT_TRUE(verdict.baseline->missing);
}

TEST(Verdict, HoldsAgainstTheBaseline) {
  JudgeOptions options = without_baseline(FailLevel::error);
  options.baseline = Baseline{"b.yml", "", "", {{"leak", "all objects", 1, 40}}};
  EXPECT_EQ(outcome(rules_for_one(0), options), "pass 0");
  options.baseline->entries.clear();
  EXPECT_EQ(outcome(rules_for_one(0), options), "fail 1");
}

TEST(Verdict, TakesWhatIsAllowedOutOfTheTotals) {
  Rulebook rulebook = rules_for_one(0);
  AllowEntry entry;
  entry.matchers = {Matcher(Matcher::Subject::class_name, {"*"})};
  entry.subject = "*";
  entry.reason = "x";
  rulebook.allow = {entry};
  const Verdict verdict = reach_verdict(leaking(), rulebook);
  EXPECT_EQ(verdict.totals.leaked, Tally{});
  EXPECT_EQ(verdict.totals.kept, Tally{});
  EXPECT_EQ(verdict.exit_code, ExitCode::pass);
  EXPECT_EQ(verdict.findings.front().rule, "allow");
}

TEST(Verdict, OfAnExpiredEntryCountsAgain) {
  Rulebook rulebook = rules_for_one(0);
  AllowEntry entry;
  entry.matchers = {Matcher(Matcher::Subject::class_name, {"*"})};
  entry.subject = "*";
  entry.reason = "x";
  using namespace std::chrono_literals;
  entry.expires = 2027y / 3 / 1;
  rulebook.allow = {entry};
  JudgeOptions options;
  options.today = 2027y / 3 / 1;
  EXPECT_EQ(outcome(rulebook, options), "pass 0");
  options.today = 2027y / 3 / 2;
  EXPECT_EQ(outcome(rulebook, options), "fail 1");
}

}  // namespace
}  // namespace heapgate
