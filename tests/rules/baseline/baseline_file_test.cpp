#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/baseline.hpp"
#include "heapgate/version.hpp"
#include "rules/file/loading.hpp"

namespace heapgate {
namespace {

using test::loaded;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;

std::string read_error(const std::string& text) {
  const TempFolder folder;
  const std::string path = folder.write("b.yml", text);
  try {
    (void)read_baseline(path);
  } catch (const UsageError& error) {
    return test::without_folder(error.what(), folder);
  }
  return "no error";
}

std::string refusal(const Baseline& baseline, const Rulebook& rulebook, const std::string& ruby) {
  try {
    check_baseline(baseline, rulebook, ruby);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "taken";
}

const Baseline kTwo{"b.yml",
                    "ruby 3.1.7p261 (2025-03-26)",
                    "0123456789abcdef",
                    {{"leak", "Cart app.rb:14", 200, 8000}, {"leak", "IMEMO ment a: b #c", 30, 1200}}};

TEST(BaselineFile, IsSmallSortedAndReviewable) {
  EXPECT_EQ(baseline_text(kTwo),
            "# What leaked when this file was made, and may until it is fixed. Made by `heapgate baseline`;\n"
            "# remove what is fixed, review what is added.\n"
            "baseline: 1\nheapgate: " +
                std::string(kVersion) +
                "\nruby: \"ruby 3.1.7p261 (2025-03-26)\"\nrules: \"0123456789abcdef\"\nentries:\n"
                "  - {rule: \"leak\", subject: \"Cart app.rb:14\", objects: 200, bytes: 8000}\n"
                "  - {rule: \"leak\", subject: \"IMEMO ment a: b #c\", objects: 30, bytes: 1200}\n");
  EXPECT_THAT(baseline_text({"b.yml", "", "0", {}}), testing::HasSubstr("rules: \"0\"\nentries: []\n"));
}

Baseline read_back(const Baseline& baseline) {
  const TempFolder folder;
  return read_baseline(folder.write("b.yml", baseline_text(baseline))).value();
}

TEST(BaselineFile, IsReadAsItWasWritten) {
  const Baseline read = read_back(kTwo);
  EXPECT_EQ(read.ruby, kTwo.ruby);
  EXPECT_EQ(read.rules_hash, kTwo.rules_hash);
  EXPECT_EQ(read.entries, kTwo.entries);
  EXPECT_THAT(read_back({"b.yml", "", "0", {}}).entries, IsEmpty());
}

// Class names and paths are the program's to choose.
TEST(BaselineFile, KeepsEveryByteOfASubject) {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  for (const std::string& subject : {every, std::string("\xE5\xA4\xA7 \xE2\x80\xA8 \xEF\xBB\xBF"),
                                     std::string("a\nb: {c} - \"d\" 'e' \\x41"), std::string(" x ")}) {
    const Baseline read = read_back({"b.yml", "", "0", {{"leak", subject, 1, 2}}});
    ASSERT_EQ(read.entries.size(), 1);
    EXPECT_EQ(read.entries[0].subject, subject);
  }
}

TEST(BaselineFile, ThatIsNotThereIsNone) {
  const TempFolder folder;
  EXPECT_EQ(read_baseline(folder.path("none.yml")), std::nullopt);
}

TEST(BaselineFile, ThatIsBrokenIsAnErrorWithItsPlace) {
  EXPECT_EQ(read_error("entries: []\n"), "b.yml:1:1: a baseline needs 'baseline: 1'");
  EXPECT_EQ(read_error("baseline: 2\n"), "b.yml:1:11: unsupported baseline '2'; this heapgate reads 1");
  EXPECT_EQ(read_error("version: 1\n"), "b.yml:1:1: not a baseline: it has none of a baseline's keys");
  EXPECT_EQ(read_error("baseline: 1\nentries: {}\n"), "b.yml:2:10: 'entries' must be a list, not a mapping");
  EXPECT_EQ(read_error("baseline: 1\nentries:\n  - {rule: a, subject: b, objects: many, bytes: 1}\n"),
            "b.yml:3:36: 'objects' must be a whole number, not 'many'");
  EXPECT_EQ(read_error("baseline: 1\nentries:\n  - {rule: a, objects: 1}\n"),
            "b.yml:3:5: an entry needs a 'rule' and a 'subject'");
  EXPECT_EQ(read_error("baseline: 1\nentries:\n  - {rule: a, subject: b}\n  - {rule: a, subject: b}\n"),
            "b.yml:4:5: the entry for 'b' is there twice");
  EXPECT_EQ(read_error("baseline: 1\nentries: [{rule: a, subjct: b}]\n"),
            "b.yml:2:21: unknown key 'subjct' in an entry; did you mean 'subject'?");
  EXPECT_EQ(read_error("<<<<<<< HEAD\nbaseline: 1\n").substr(0, 6), "b.yml:");
  EXPECT_EQ(read_error(""), "b.yml:1:1: a baseline must be a mapping of keys, not nothing");
}

constexpr const char* kRules =
    "version: 1\nbudgets: [{id: a, max: 1}, {id: b, class: Cart, max_bytes: 1kB}]\n";

TEST(RulesHash, IsTheSameWhateverTheOrderOfTheBudgets) {
  const std::string hash = rules_hash(loaded(kRules));
  EXPECT_EQ(hash.size(), 16);
  EXPECT_EQ(
      rules_hash(loaded("version: 1\nbudgets: [{id: b, class: Cart, max_bytes: 1000}, {id: a, max: 1}]\n")),
      hash);
}

TEST(RulesHash, ChangesWithWhatIsJudgedAndItsLimits) {
  const auto hash = [](const std::string& field) {
    return rules_hash(loaded("version: 1\nbudgets: [{id: a, max: 1" + field + "}]\n"));
  };
  const std::string plain = hash("");
  for (const char* field : {", class: Cart", ", site: a.rb", ", gem: rack", ", type: STRING", ", each: class",
                            ", measure: kept", ", max_bytes: 1", ", max_per_1000: 1"}) {
    EXPECT_NE(hash(field), plain) << field;
  }
  EXPECT_NE(hash(", class: Cart"), hash(", site: Cart"));
  EXPECT_NE(hash(", max_per_1000: 0.0000001"), hash(", max_per_1000: 0.0000002"));
  // How loudly a budget speaks is no other rule, nor is what it may grow by.
  for (const char* field : {", severity: warn", ", max_increase: 5", ", max_increase_bytes: 5"})
    EXPECT_EQ(hash(field), plain) << field;
}

TEST(CheckBaseline, RefusesOtherRules) {
  const Rulebook rulebook = loaded(kRules);
  const std::string hash = rules_hash(rulebook);
  EXPECT_EQ(refusal({"b.yml", "", hash, {}}, rulebook, ""), "taken");
  EXPECT_EQ(refusal({"b.yml", "", "0123456789abcdef", {}}, rulebook, ""),
            "b.yml: made with other rules (0123456789abcdef, now " + hash +
                "); if that is meant, `heapgate baseline b.yml DUMPS` makes it anew");
}

TEST(CheckBaseline, RefusesAnotherRuby) {
  const Rulebook rulebook = loaded(kRules);
  const Baseline baseline{"b.yml", "ruby 3.1.7p261 (2025-03-26)", rules_hash(rulebook), {}};
  EXPECT_EQ(refusal(baseline, rulebook, "ruby 3.1.2p20 (2022-04-12)"), "taken");
  EXPECT_EQ(refusal(baseline, rulebook, ""), "taken");
  EXPECT_EQ(refusal({"b.yml", "", rules_hash(rulebook), {}}, rulebook, "ruby 3.4.1 (x)"), "taken");
  EXPECT_EQ(refusal(baseline, rulebook, "ruby 3.11.0 (x)"),
            "b.yml: made with ruby 3.1, and these dumps are of ruby 3.11; if that is meant, "
            "`heapgate baseline b.yml DUMPS` makes it anew");
}

}  // namespace
}  // namespace heapgate
