// Whole runs with a baseline: made, held against, tightened, refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

using nlohmann::json;
using test::dumps;
using test::kProgram;
using test::ProgramRun;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kLeaky = dumps("native-3.1/leaky");
const std::string kUneven = dumps("native-3.1/uneven");
const std::string kClean = dumps("native-3.1/clean");

class BaselineRun : public test::ProgramTest {
 protected:
  ProgramRun check(const std::string& arguments) {
    return run("heapgate check --baseline b.yml " + arguments);
  }
  // The dumps of a set with a meta file each.
  void copy_set(const std::string& set, const std::string& name, const std::string& ruby) {
    const ProgramRun copied = run("mkdir " + name + " && cp " + dumps(set) + name +
                                  " && for n in 1 2 3; do printf 'pid=7 gc_count='$n'" +
                                  " iterations=100 ruby=" + ruby + "' >" + name + "/$n.json.zst.meta; done");
    ASSERT_EQ(copied.exit_code, 0) << copied.err;
  }
};

// A misspelt name must not switch the gate off.
TEST_F(BaselineRun, WithoutAFileIsAUsageErrorThatPrintsTheCommandThatMakesIt) {
  for (const char* level : {"error", "warn", "never"}) {
    const ProgramRun none = check(kLeaky + "-o junit=r.xml --fail-level " + level);
    EXPECT_EQ(none.exit_code, 2) << level;
    EXPECT_EQ(
        none.err,
        "heapgate: b.yml: there is no such baseline; `heapgate baseline b.yml DUMPS` makes it, and so does "
        "--write-baseline\n");
  }
  EXPECT_EQ(check("no such dumps").exit_code, 2);
  EXPECT_EQ(run("heapgate check --write-baseline " + kLeaky).exit_code, 2);
}

TEST_F(BaselineRun, IsWrittenByTheFirstRunIfThatIsAskedFor) {
  const std::string first = "--write-baseline " + kLeaky;
  for (const char* level : {"error", "warn", "never"}) {
    run("rm -f b.yml");
    const ProgramRun none = check(first + "-o human -o junit=r.xml --fail-level " + level);
    EXPECT_EQ(none.exit_code, 0) << level << none.err;
    EXPECT_THAT(
        none.out,
        HasSubstr("there is none yet, so nothing fails; this run writes it, if the dumps can be judged"));
  }
  EXPECT_THAT(
      file("r.xml"),
      AllOf(HasSubstr(
                "<testcase classname=\"heapgate.baseline\" name=\"b.yml\" time=\"0.000\">\n"
                "      <skipped message=\"b.yml: no baseline yet, so nothing fails; this run writes it, if "
                "the dumps can be judged\" />"),
            HasSubstr("skipped=\"1\""), HasSubstr("failures=\"0\"")));
  const std::string written = file("b.yml");
  EXPECT_EQ(run("heapgate baseline same.yml " + kLeaky).exit_code, 0);
  EXPECT_EQ(written, file("same.yml"));
  EXPECT_EQ(check(first).exit_code, 0);
  EXPECT_EQ(file("b.yml"), written);
  run("rm b.yml");
  const ProgramRun blind = check("--write-baseline " + kLeaky + "missing.json");
  EXPECT_EQ(blind.exit_code, 3);
  EXPECT_THAT(blind.err, HasSubstr("b.yml: not written, since nothing was judged"));
  EXPECT_EQ(run("ls").out, "r.xml\nsame.yml\n");
}

TEST_F(BaselineRun, IsMadeAndThenHeldAgainst) {
  const ProgramRun made = run("heapgate baseline b.yml " + kLeaky);
  EXPECT_EQ(made.exit_code, 0);
  EXPECT_EQ(made.err, "");
  EXPECT_EQ(made.out,
            "b.yml: 6 entries\n"
            "  added Array app/models/cart.rb:3: 0 → 40 objects (rule leak)\n"
            "  added Cart app/models/cart.rb:13: 0 → 40 objects (rule leak)\n"
            "  added Hash app/models/cart.rb:3: 0 → 40 objects (rule leak)\n"
            "  added Session app/models/session.rb:7: 0 → 25 objects (rule leak)\n"
            "  added String app/models/cart.rb:3: 0 → 80 objects (rule leak)\n"
            "  added String lib/audit.rb:5: 0 → 30 objects (rule leak)\n");
  EXPECT_THAT(file("b.yml"),
              HasSubstr("  - {rule: \"leak\", subject: \"Session app/models/session.rb:7\", objects: 25, "));
  const ProgramRun same = check(kLeaky);
  EXPECT_EQ(same.exit_code, 0) << same.out;
  EXPECT_THAT(same.out, StartsWith(kProgram + ": LEAKS WITHIN LIMITS: 300 objects (23.4 KiB) leaked, and "
                                              "every budget allows it\n\nBudgets "));
  EXPECT_THAT(same.out, HasSubstr("\n\nAgainst the baseline (b.yml)\n  nothing changed\n"));
  EXPECT_EQ(run("heapgate baseline b.yml " + kLeaky).out, "b.yml: 6 entries\n");
}

TEST_F(BaselineRun, FailsOnAnIncreaseAndSaysWhatRose) {
  ASSERT_EQ(run("heapgate baseline b.yml " + kUneven).exit_code, 0);
  const ProgramRun more = check(kLeaky + "-o json=r.json");
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_THAT(more.out,
              StartsWith(kProgram + ": FAIL: 2 leaks (5 groups, 230 objects) over budget\n\nBudgets "));
  EXPECT_THAT(more.out, HasSubstr("\n\nAgainst the baseline (b.yml)\n"
                                  "  +40 Hash app/models/cart.rb:3 (0 → 40, rule leak)\n"
                                  "  +40 String app/models/cart.rb:3 (40 → 80, rule leak)\n"
                                  "  +40 Array app/models/cart.rb:3 (0 → 40, rule leak)\n"
                                  "  +40 Cart app/models/cart.rb:13 (0 → 40, rule leak)\n"
                                  "  +30 String lib/audit.rb:5 (0 → 30, rule leak)\n"
                                  "  -40 app/models/cart.rb:3 (40 → 0, rule leak)\n"));
  EXPECT_THAT(more.out, HasSubstr("    String app/models/cart.rb:3: 80 objects leaked, over the limit of 20 "
                                  "(rule leak), and over the baseline's 40 objects; "));
  const json report = json::parse(file("r.json"));
  EXPECT_EQ(report["baseline"]["changes"].size(), 6U);
  EXPECT_EQ(report["baseline"]["missing"], false);
}

TEST_F(BaselineRun, IsTightenedAndNeverRaisedByThat) {
  ASSERT_EQ(run("heapgate baseline b.yml " + kLeaky).exit_code, 0);
  const ProgramRun less = check(kUneven);
  EXPECT_EQ(less.exit_code, 0);
  EXPECT_THAT(less.out,
              AllOf(HasSubstr("  -40 String app/models/cart.rb:3 (80 → 40, rule leak)\n"),
                    HasSubstr("tighten the baseline by: heapgate baseline --tighten b.yml DUMPS\n")));
  const ProgramRun tightened = run("heapgate baseline --tighten b.yml " + kUneven);
  EXPECT_EQ(tightened.exit_code, 0);
  EXPECT_THAT(tightened.out, AllOf(StartsWith("b.yml: 4 entries\n"),
                                   HasSubstr("  lowered String app/models/cart.rb:3: 80 → 40 objects"),
                                   // Each within its limit, but not the line that they are of.
                                   HasSubstr("  lowered Hash app/models/cart.rb:3: 40 → 20 objects"),
                                   HasSubstr("  removed Cart app/models/cart.rb:13: 40 → 0 objects"),
                                   Not(HasSubstr("added")), Not(HasSubstr("raised"))));
  EXPECT_EQ(check(kUneven).exit_code, 0);
  EXPECT_EQ(check(kLeaky).exit_code, 1);
  // What rose since is not let in by tightening.
  const std::string before = file("b.yml");
  EXPECT_EQ(run("heapgate baseline --tighten b.yml " + kLeaky).out, "b.yml: 4 entries\n");
  EXPECT_EQ(file("b.yml"), before);
  // Made anew it is, and says so.
  EXPECT_THAT(run("heapgate baseline b.yml " + kLeaky).out,
              HasSubstr("  raised String app/models/cart.rb:3: 40 → 80 objects (rule leak)\n"));
  const ProgramRun none = run("heapgate baseline --tighten none.yml " + kLeaky);
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_EQ(none.err, "heapgate: none.yml: there is no baseline to tighten\n");
}

TEST_F(BaselineRun, OfWhatDoesNotLeakIsEmpty) {
  EXPECT_EQ(run("heapgate baseline b.yml " + kClean).out, "b.yml: 0 entries\n");
  EXPECT_THAT(file("b.yml"), HasSubstr("entries: []\n"));
  EXPECT_EQ(check(kClean).exit_code, 0);
  EXPECT_EQ(check(kLeaky).exit_code, 1);
}

TEST_F(BaselineRun, MayGrowByMaxIncrease) {
  const auto rules = [&](int by) {
    folder_.write("heapgate.yml",
                  "version: 1\nbudgets: [{id: all, max: 0, max_increase: " + std::to_string(by) + "}]\n");
  };
  rules(175);
  ASSERT_EQ(run("heapgate baseline b.yml " + kUneven).exit_code, 0);
  EXPECT_EQ(check(kLeaky).exit_code, 0);
  rules(174);
  EXPECT_EQ(check(kLeaky).exit_code, 1);
}

TEST_F(BaselineRun, OfOtherRulesIsRefusedBeforeADumpIsRead) {
  ASSERT_EQ(run("heapgate baseline b.yml " + kLeaky).exit_code, 0);
  folder_.write("heapgate.yml", "version: 1\nextends: strict\n");
  const ProgramRun refused = check("none1 none2 none3");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err,
              testing::MatchesRegex("heapgate: b.yml: made with other rules \\([0-9a-f]{16}, now "
                                    "[0-9a-f]{16}\\); if that is meant, `heapgate baseline b.yml "
                                    "DUMPS` makes it anew\n"));
  EXPECT_EQ(refused.out, "");
}

TEST_F(BaselineRun, OfAnotherRubyIsRefused) {
  copy_set("native-3.1/leaky", "old", "ruby 3.1.7p261");
  copy_set("native-3.1/leaky", "new", "ruby 3.4.1");
  ASSERT_EQ(run("heapgate baseline b.yml old").exit_code, 0);
  EXPECT_THAT(file("b.yml"), HasSubstr("\nruby: \"ruby 3.1.7p261\"\n"));
  EXPECT_EQ(check("old").exit_code, 0);
  const ProgramRun refused = check("new");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.err,
            "heapgate: b.yml: made with ruby 3.1, and these dumps are of ruby 3.4; if that is meant, "
            "`heapgate baseline b.yml DUMPS` makes it anew\n");
}

TEST_F(BaselineRun, IsNotMadeOfDumpsThatCannotBeJudged) {
  const ProgramRun swapped = run("heapgate baseline b.yml " + kLeaky + "missing.json");
  EXPECT_EQ(swapped.exit_code, 3);
  EXPECT_THAT(swapped.out, HasSubstr("INCONCLUSIVE"));
  EXPECT_EQ(file("b.yml"), "");
  EXPECT_EQ(check(kLeaky + "missing.json --write-baseline").exit_code, 3);
}

TEST_F(BaselineRun, ThatIsBrokenOrCannotBeWrittenIsAnError) {
  folder_.write("b.yml", "baseline: 1\nentries: 5\n");
  const ProgramRun broken = check(kLeaky);
  EXPECT_EQ(broken.exit_code, 2);
  EXPECT_EQ(broken.err, "heapgate: b.yml:2:10: 'entries' must be a list, not '5'\n");
  EXPECT_EQ(run("heapgate baseline no/such/folder/b.yml " + kLeaky).exit_code, 4);
}

TEST_F(BaselineRun, GivesTheSameBytesOnAnyNumberOfThreads) {
  ASSERT_EQ(run("heapgate baseline a.yml " + kLeaky + "--threads 1").exit_code, 0);
  ASSERT_EQ(run("heapgate baseline b.yml " + kLeaky + "--threads 3").exit_code, 0);
  EXPECT_EQ(file("a.yml"), file("b.yml"));
  for (const char* format : {"human", "junit", "json"}) {
    const ProgramRun one = check(kUneven + "--threads 1 -o " + format);
    EXPECT_EQ(one.exit_code, 0) << format;
    EXPECT_EQ(one.out, check(kUneven + "--threads 3 -o " + format).out) << format;
  }
}

}  // namespace
}  // namespace heapgate
