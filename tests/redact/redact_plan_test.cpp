#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "heapgate/inputs.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/redact.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using testing::IsEmpty;

constexpr const char* kDump = R"({"type":"ROOT", "root":"vm"})"
                              "\n";

std::string usage_error(const std::string& dump, const std::string& out) {
  try {
    (void)plan_redaction(dump, out);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<std::string> outs(const RedactionPlan& plan) {
  std::vector<std::string> paths;
  for (const Redaction& job : plan.jobs) paths.push_back(job.out);
  return paths;
}

TEST(RedactPlan, OfOneDumpIsThatDump) {
  const TempFolder folder;
  const RedactionPlan plan = plan_redaction(folder.path("a.json"), folder.path("b.json.gz"));
  ASSERT_EQ(plan.jobs.size(), 1U);
  EXPECT_EQ(plan.jobs[0].dump, folder.path("a.json"));
  EXPECT_EQ(plan.jobs[0].out, folder.path("b.json.gz"));
  EXPECT_EQ(plan.folder, "");
}

TEST(RedactPlan, OfAFolderGivesEachDumpItsNameWithZst) {
  const TempFolder folder;
  for (const char* name : {"in/10.json", "in/2.json.gz", "in/3.dump", "in/README"}) folder.write(name, kDump);
  folder.write("in/report.json", "{}\n");
  const RedactionPlan plan = plan_redaction(folder.path("in"), folder.path("out"));
  EXPECT_EQ(outs(plan),
            (std::vector<std::string>{folder.path("out/2.json.zst"), folder.path("out/3.dump.zst"),
                                      folder.path("out/10.json.zst")}));
  EXPECT_EQ(plan.folder, folder.path("out"));
  EXPECT_EQ(plan.notes.size(), 1U);
  EXPECT_FALSE(fs::exists(folder.path("out")));
}

TEST(RedactPlan, OfAFolderOfFoldersKeepsThem) {
  const TempFolder folder;
  for (const char* name : {"in/9/1.json", "in/20/1.json"}) folder.write(name, kDump);
  const RedactionPlan plan = plan_redaction(folder.path("in"), folder.path("out"));
  EXPECT_EQ(outs(plan),
            (std::vector<std::string>{folder.path("out/9/1.json.zst"), folder.path("out/20/1.json.zst")}));
}

TEST(RedactPlan, WritesAFolderThatIsReadAgain) {
  const TempFolder folder;
  for (const char* name : {"in/9/1.json", "in/9/2.json", "in/20/1.json"}) folder.write(name, kDump);
  folder.write("in/9/1.json.meta", "pid=9\n");
  for (int run = 0; run < 2; ++run) redact(plan_redaction(folder.path("in"), folder.path("deep/out")));
  const auto processes = read_dumps(resolve_inputs({folder.path("deep/out")}).sets, 1);
  ASSERT_EQ(processes.size(), 2U);
  EXPECT_EQ(processes[0].name, "9");
  EXPECT_EQ(processes[0].heaps.size(), 2U);
  EXPECT_EQ(processes[0].heaps[0].ledger.meta->pid, 9U);
  EXPECT_EQ(processes[0].heaps[0].ledger.roots, 1U);
}

// A folder with one dump fewer could pass.
TEST(RedactPlan, OfAFolderWithABrokenDumpWritesNone) {
  const TempFolder folder;
  for (const char* name : {"in/1.json", "in/2.json", "in/3.json"}) folder.write(name, kDump);
  folder.write("in/4.json", "");
  EXPECT_THROW(redact(plan_redaction(folder.path("in"), folder.path("deep/out"))), Error);
  EXPECT_FALSE(fs::exists(folder.path("deep")));
  fs::create_directories(folder.path("old"));
  EXPECT_THROW(redact(plan_redaction(folder.path("in"), folder.path("old"))), Error);
  EXPECT_TRUE(fs::is_empty(folder.path("old")));
}

TEST(RedactPlan, RefusesAFolderWithoutDumps) {
  const TempFolder folder;
  try {
    (void)plan_redaction(folder.path(), folder.path("out"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::inconclusive);
    EXPECT_EQ(error.what(), folder.path() + ": holds no dumps");
  }
}

TEST(RedactPlan, RefusesToOverwriteADump) {
  const TempFolder folder;
  const std::string dump = folder.write("1.json", kDump);
  fs::create_hard_link(dump, folder.path("same"));
  EXPECT_EQ(usage_error(dump, dump), "--out '" + dump + "' is the dump itself");
  EXPECT_EQ(usage_error(dump, folder.path("./same")),
            "--out '" + folder.path("./same") + "' is the dump itself");
  folder.write("in/1.json.zst", kDump);
  const std::string in = folder.path("in");
  EXPECT_EQ(usage_error(in, in), "'" + in + "/1.json.zst' would overwrite '" + in + "/1.json.zst'");
}

TEST(RedactPlan, RefusesTwoDumpsThatWouldBeOneFile) {
  const TempFolder folder;
  for (const char* name : {"in/1.json", "in/1.json.gz"}) folder.write(name, kDump);
  EXPECT_EQ(usage_error(folder.path("in"), folder.path("out")),
            "'" + folder.path("in/1.json") + "' and '" + folder.path("in/1.json.gz") +
                "' would both go to '" + folder.path("out/1.json.zst") + "'");
}

TEST(RedactPlan, RefusesAFolderThatHoldsOtherDumps) {
  const TempFolder folder;
  folder.write("in/1.json", kDump);
  folder.write("out/4.json", kDump);
  EXPECT_EQ(usage_error(folder.path("in"), folder.path("out")),
            "--out '" + folder.path("out") + "' holds another dump ('" + folder.path("out/4.json") +
                "'); name a new folder");
}

TEST(RedactPlan, RefusesAnOutputThatIsNoFile) {
  const TempFolder folder;
  const std::string dump = folder.write("in/1.json", kDump);
  for (const std::string& out : {std::string("-"), std::string("/dev/null"), folder.path("in")}) {
    EXPECT_EQ(usage_error(dump, out),
              "--out '" + out + "' is not a regular file; a redacted dump is written aside and renamed");
  }
  EXPECT_EQ(usage_error(dump, ""), "--out names no file");
  EXPECT_EQ(usage_error(folder.path("in"), dump),
            "'" + folder.path("in") + "' is a folder, and --out '" + dump + "' is none");
}

}  // namespace
}  // namespace heapgate
