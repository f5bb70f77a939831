// Whole runs of `heapgate redact`, and of `heapgate check` on what it writes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "program_test.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using test::ProgramRun;
using test::run_in;
using test::TempFolder;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kSecret = "xyzzy-top-secret";

std::vector<std::string> all_sets() {
  std::vector<std::string> sets;
  for (const auto& entry : fs::recursive_directory_iterator(HEAPGATE_TEST_DATA)) {
    if (entry.path().filename() == "1.json.zst") {
      sets.push_back(fs::relative(entry.path().parent_path(), HEAPGATE_TEST_DATA).string());
    }
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

// Paths are relative to the set's folder; only the size of the text is left to differ.
std::string without_bytes(const std::string& report) {
  ordered_json json = ordered_json::parse(report);
  for (ordered_json& dump : json["dumps"]) {
    EXPECT_GT(dump["bytes"], 0);
    dump.erase("bytes");
  }
  return json.dump(1);
}

class RedactedSet : public testing::TestWithParam<std::string> {};

TEST_P(RedactedSet, GivesTheSameVerdict) {
  const TempFolder folder;
  const std::string set = test::data(GetParam());
  const ProgramRun redact = run_in(folder.path(), "heapgate redact '" + set + "' --out redacted");
  ASSERT_EQ(redact.exit_code, 0) << redact.err;
  const ProgramRun original = run_in(set, "heapgate check . -o json");
  const ProgramRun redacted = run_in(folder.path("redacted"), "heapgate check . -o json");
  EXPECT_EQ(redacted.exit_code, original.exit_code);
  EXPECT_EQ(without_bytes(redacted.out), without_bytes(original.out));
}

INSTANTIATE_TEST_SUITE_P(Real, RedactedSet, testing::ValuesIn(all_sets()), [](const auto& set) {
  std::string name = set.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

class RedactTest : public test::ProgramTest {};

TEST_F(RedactTest, IsSilentAndSaysHowInItsHelp) {
  unpack("native-3.1/leaky");
  const ProgramRun good = run("heapgate redact 1.json --out r.json.gz");
  EXPECT_EQ(good.exit_code, 0);
  EXPECT_EQ(good.out + good.err, "");
  EXPECT_EQ(run("gzip -dc r.json.gz | wc -l").out, run("wc -l <1.json").out);
  const ProgramRun help = run("heapgate redact --help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("--out FILE REQUIRED"));
  EXPECT_THAT(help.out, HasSubstr("3 the dump cannot be read"));
}

// Every value of a real dump is a secret, in good lines and in broken ones.
TEST_F(RedactTest, LeavesNoSecret) {
  unpack("native-3.1/leaky");
  ASSERT_EQ(run("sed -i 's/\"value\":\"[^\"]*\"/\"value\":\"" + kSecret +
                "\"/; 2000s/.$//; 3000s/\"type\"/\"" + kSecret + "/; 4000s/^/" + kSecret + "/; 5000s/$/" +
                kSecret + "/' [123].json; printf '%s' '{\"value\":\"" + kSecret + "' >>2.json; grep -c " +
                kSecret + " 2.json")
                .exit_code,
            0);
  ASSERT_EQ(run("for n in 1 2 3; do heapgate redact $n.json --out r$n.json || exit 9; done").exit_code, 0);
  const ProgramRun found = run("cat r?.json | grep -ac secret");
  EXPECT_EQ(found.out, "0\n");
  const ProgramRun original = run("mkdir a && mv [123].json a && cd a && heapgate check . -o json");
  const ProgramRun redacted =
      run("mkdir b && for n in 1 2 3; do mv r$n.json b/$n.json; done; cd b && heapgate check . -o json");
  EXPECT_EQ(without_bytes(redacted.out), without_bytes(original.out));
  EXPECT_THAT(original.out, HasSubstr("first_bad"));
}

TEST_F(RedactTest, KeepsNamesAndNothingElseOfTheirFile) {
  unpack("native-3.1/leaky");
  const std::string known = "heapgate-names 1\n0x7f\tthread\ta\tsleep\tapp.rb:1\n0x80\tconstant\tCART\nend\n";
  folder_.write("1.json.names", known + kSecret + "\n0x81\tvalue\t" + kSecret + "\n");
  folder_.write("r2.json.names", "of an earlier run");
  ASSERT_EQ(run("for n in 1 2 3; do heapgate redact $n.json --out r$n.json || exit 9; done").exit_code, 0);
  EXPECT_EQ(file("r1.json.names"), known);
  EXPECT_FALSE(exists("r2.json.names"));
  const ProgramRun refused = run("heapgate redact 1.json --out 1.json.names");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("would overwrite the dump's names file"));
}

TEST_F(RedactTest, UsageErrorsWriteNothing) {
  folder_.write("1.json", "text");
  EXPECT_EQ(run("heapgate redact 1.json").exit_code, 2);
  EXPECT_EQ(run("heapgate redact --out x").exit_code, 2);
  EXPECT_EQ(run("heapgate redact 1.json 2.json --out x").exit_code, 2);
  const ProgramRun same = run("heapgate redact 1.json --out ./1.json");
  EXPECT_EQ(same.exit_code, 2);
  EXPECT_EQ(same.err, "heapgate: --out './1.json' is the dump itself\n");
  EXPECT_EQ(run("heapgate redact 1.json --out -").exit_code, 2);
  EXPECT_EQ(run("heapgate redact 1.json --out /dev/stdout | cat").exit_code, 0);
  EXPECT_EQ(files(), std::vector<std::string>{"1.json"});
  EXPECT_EQ(file("1.json"), "text");
}

TEST_F(RedactTest, ADumpThatCannotBeReadIsInconclusive) {
  ASSERT_EQ(run("head -c 20000 '" + test::data("native-3.1/leaky/1.json.zst") + "' >cut.json.zst").exit_code,
            0);
  const ProgramRun cut = run("heapgate redact cut.json.zst --out r.json");
  EXPECT_EQ(cut.exit_code, 3);
  EXPECT_THAT(cut.err, StartsWith("heapgate: cut.json.zst: cannot decompress: "));
  const ProgramRun missing = run("heapgate redact missing.json --out r.json");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_EQ(missing.err, "heapgate: missing.json: No such file or directory\n");
  EXPECT_EQ(files(), std::vector<std::string>{"cut.json.zst"});
}

TEST_F(RedactTest, AFullDiskIsExitCode4) {
  unpack("native-3.1/leaky");
  const ProgramRun full = run("(ulimit -f 100; heapgate redact 1.json --out r.json)");
  EXPECT_EQ(full.exit_code, 4);
  EXPECT_EQ(full.err, "heapgate: r.json: cannot be written: File too large\n");
  EXPECT_EQ(run("heapgate redact 1.json --out missing/r.json").exit_code, 4);
  EXPECT_EQ(files(), (std::vector<std::string>{"1.json", "2.json", "3.json"}));
}

TEST_F(RedactTest, AnInterruptedRunLeavesNothing) {
  // By its path: `heapgate` is a function here, whose shell the signal would end instead.
  const ProgramRun killed = run(
      test::kOpened +
      "mkfifo never; exec 3<>never; for s in TERM KILL; do " HEAPGATE_PROGRAM
      " redact never --out r.json 3>&- & opened $! never; kill -$s $!; wait $! 2>/dev/null; echo $?; done");
  EXPECT_EQ(killed.out, "143\n137\n");
  EXPECT_EQ(files(), std::vector<std::string>{"never"});
}

}  // namespace
}  // namespace heapgate
