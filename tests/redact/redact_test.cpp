#include "heapgate/redact.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "compress.hpp"
#include "dump/build/same_heap.hpp"
#include "dump/source/byte_source.hpp"
#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "heapgate/read_dump.hpp"
#include "report/scoped_process.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::expect_same_heap;
using test::read_file;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;

void redact_one(const std::string& dump, const std::string& out) {
  redact(plan_redaction(dump, out));
}

std::string redacted(const std::string& text) {
  const TempFolder folder;
  redact_one(folder.write("in.json", text), folder.path("out.json"));
  return read_file(folder.path("out.json"));
}

template <class Action>
std::string error_of(ExitCode code, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "no error";
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    names.push_back(fs::relative(entry.path(), folder));
  }
  std::sort(names.begin(), names.end());
  return names;
}

const std::string kRoot = R"({"type":"ROOT", "root":"vm", "references":["0x10"]})";
const std::string kString = R"({"address":"0x10", "type":"STRING", "class":"0x20", "value":"s3cret"})";
const std::string kDump =
    kRoot + "\n" + kString + "\n" +
    R"({"address":"0x20", "type":"CLASS", "name":"S\"t\u00e9", "file":"a.rb", "line":3, "generation":2})" +
    "\n";

// Secrets in every place where a dump can have one.
const std::string kSecrets =
    kRoot + "\n" + kString + "\n" +
    R"({"address":"0x30", "type":"SYMBOL", "value":"s3cret", "flags":{"s3cret":true, "old":"s3cret"}})" +
    "\n" + R"({"address":"0x38", "type":"STRING", "value":"\"s3cret\\ \u00e9 s3cret", "bytesize":"s3cret"})" +
    "\n" + R"({"address":"0x40", "type":"HASH", "default":"s3cret", "s3cret":1, "x":{"file":"s3cret"}})" +
    "\n" + R"({"address":"0x48", "type":"OBJECT", "name":"s3cret", "struct":"s3cret s3cret"})" + "\n" +
    R"({"address":"0x50", "type":"STRING", "value":"s3cret)" + "\n" +
    R"({"address":"0x58", "type":"STRING", "file":"a.rb", "file":"s3cret"})" + "\n" +
    "{\"address\":\"0x60\", \"type\":\"STRING\", \"value\":\"s3cret\xff\"}\n" + "s3cret\n\n[\"s3cret\"]\n" +
    R"({"address":"0x68", "type":"STRING"} {"value":"s3cret"})" + "\n" +
    R"({"address":"0x70s3cret", "type":"STRING"})" + "\n" + R"({"type":"s3cret s3cret"})" + "\n" +
    R"({"address":"0x78", "type":"STRING", "value":"s3cret)";

TEST(Redact, LeavesNoSecret) {
  const std::string out = redacted(kSecrets);
  EXPECT_EQ(out.find("s3cret"), std::string::npos) << out;
}

TEST(Redact, KeepsEveryLineAndWhatAVerdictRestsOn) {
  std::string plain = kSecrets;
  // A type that is no word cannot be kept; all else must be.
  plain.erase(plain.find(R"({"type":"s3cret s3cret"})"), 24);
  expect_same_heap(test::heap_of(plain), test::heap_of(redacted(plain)));
}

TEST(Redact, KeepsTheShapeOfTheText) {
  const std::string line = R"({"type":"ROOT", "root":"vm"})";
  EXPECT_EQ(redacted(line), line);
  EXPECT_EQ(redacted("\n\n" + line + "\n \t\n"), "\n\n" + line + "\n\n");
  EXPECT_EQ(redacted(line + "\r\n" + line + "\r\n"), line + "\n" + line + "\n");
  EXPECT_EQ(redacted(line + "\n  "), line + "\n ");
  EXPECT_EQ(redacted(line + "\n\r"), line + "\n ");
  EXPECT_EQ(redacted("\xEF\xBB\xBF" + line + "\n"), line + "\n");
}

// Whole sets are judged in tests/e2e; these are the dumps that belong to none.
TEST(Redact, GivesTheSameHeapOfBrokenRealDumps) {
  const TempFolder folder;
  int dumps = 0;
  for (const auto& entry : fs::recursive_directory_iterator(HEAPGATE_TEST_DATA)) {
    if (entry.path().extension() != ".zst" || fs::exists(entry.path().parent_path() / "1.json.zst")) continue;
    SCOPED_TRACE(entry.path().string());
    redact_one(entry.path(), folder.path("out.json.zst"));
    expect_same_heap(read_dump(entry.path()), read_dump(folder.path("out.json.zst")));
    ++dumps;
  }
  EXPECT_GT(dumps, 20);
}

TEST(Redact, OfARedactedDumpChangesNothing) {
  const std::string once = redacted(kSecrets);
  EXPECT_EQ(redacted(once), once);
}

TEST(Redact, TakesADumpCutAtAnyByte) {
  const TempFolder folder;
  for (std::size_t size = 1; size < kSecrets.size(); ++size) {
    const std::string cut = kSecrets.substr(0, size);
    const std::string in = folder.write("in.json", cut);
    // Before its first record is whole it is no dump.
    if (size < kRoot.size()) {
      EXPECT_EQ(error_of(ExitCode::inconclusive, [&] { redact_one(in, folder.path("out.json")); }),
                in + ": no heap dump: none of its 1 lines is a record");
      continue;
    }
    redact_one(in, folder.path("out.json"));
    SCOPED_TRACE(size);
    test::expect_same_ledger(test::heap_of(cut).ledger, read_dump(folder.path("out.json")).ledger);
    EXPECT_EQ(read_file(folder.path("out.json")).find("s3cret"), std::string::npos);
  }
}

TEST(Redact, CompressesByTheSuffix) {
  const TempFolder folder;
  const std::string in = folder.write("in.json", kDump);
  redact_one(in, folder.path("plain"));
  for (const char* name : {"out.gz", "out.zst", "out.xz"}) {
    redact_one(in, folder.path(name));
    EXPECT_NE(read_file(folder.path(name)), read_file(folder.path("plain")));
    expect_same_heap(read_dump(folder.path(name)), read_dump(in));
  }
}

TEST(Redact, RefusesWhatIsNoDumpAndWritesNothing) {
  const TempFolder folder;
  const std::string zst = test::compress(kDump + std::string(100'000, '\n'), ARCHIVE_FILTER_ZSTD);
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "the file is empty"},
      {"some text\nand more\n", "no heap dump: none of its 2 lines is a record"},
      {std::string("\0\1\2\n\xff", 5), "no heap dump: none of its 2 lines is a record"},
      {R"({"type":"object"})", "no heap dump: none of its 1 lines is a record"},
      {zst.substr(0, zst.size() - 5), "cannot decompress: Truncated zstd input"},
  };
  const std::string out = folder.write("old.json", "old");
  for (const auto& [text, what] : cases) {
    const std::string in = folder.write("in.json", text);
    EXPECT_EQ(error_of(ExitCode::inconclusive, [&] { redact_one(in, out); }), in + ": " + what);
  }
  const std::string missing = folder.path("missing.json");
  EXPECT_EQ(error_of(ExitCode::inconclusive, [&] { redact_one(missing, out); }),
            missing + ": No such file or directory");
  EXPECT_EQ(read_file(out), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("in.json", "old.json"));
}

TEST(Redact, WritesTheMetaFileAlong) {
  const TempFolder folder;
  const std::string in = folder.write("in.json.gz", test::compress(kDump, ARCHIVE_FILTER_GZIP));
  folder.write("in.json.meta", "pid=7 gc_count=31 token=s3cret ruby=ruby 3.1.7\n");
  redact_one(in, folder.path("out.json.zst"));
  EXPECT_EQ(read_file(folder.path("out.json.zst.meta")), "pid=7 gc_count=31 ruby=ruby 3.1.7\n");
  EXPECT_EQ(read_dump(folder.path("out.json.zst")).ledger.meta->pid, 7U);
}

TEST(Redact, LeavesNoMetaFileOfAnotherDump) {
  const TempFolder folder;
  const std::string in = folder.write("in.json", kDump);
  folder.write("out.json.meta", "pid=7\n");
  redact_one(in, folder.path("out.json"));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("in.json", "out.json"));
}

TEST(Redact, SaysThatTheDiskIsFullAndLeavesNothing) {
  const TempFolder folder;
  std::string text = kDump;
  for (int i = 0; i < 50'000; ++i)
    text += R"({"address":"0x)" + std::to_string(i * 7919) + R"(", "type":"OBJECT"})" + "\n";
  const std::string in = folder.write("in.json", text);
  folder.write("in.json.meta", "pid=7\n");
  for (const char* name : {"out.json", "out.json.zst", "new/out.json"}) {
    RedactionPlan plan = plan_redaction(in, folder.path(name));
    if (std::string_view(name).starts_with("new/")) plan.folder = folder.path("new");
    const test::ScopedFileLimit limit(10'000);
    EXPECT_EQ(error_of(ExitCode::internal, [&] { redact(plan); }),
              folder.path(name) + ": cannot be written: File too large");
    EXPECT_THAT(names_in(folder.path()), ElementsAre("in.json", "in.json.meta"));
  }
}

}  // namespace
}  // namespace heapgate
