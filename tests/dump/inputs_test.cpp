#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compress.hpp"
#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "heapgate/inputs.hpp"
#include "heapgate/version.hpp"

namespace heapgate {
namespace {

using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kDump = R"({"type":"ROOT", "root":"vm"})"
                              "\n";

std::string usage_error(const std::vector<std::string>& paths) {
  try {
    (void)resolve_inputs(paths);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Inputs, AreTheFilesNamedInTheirOrder) {
  const Inputs inputs = resolve_inputs({"c", "a", "b"});
  ASSERT_EQ(inputs.sets.size(), 1U);
  EXPECT_THAT(inputs.sets[0].paths, ElementsAre("c", "a", "b"));
}

TEST(Inputs, FewerThanThreeDumpsAreAUsageError) {
  const TempFolder folder;
  const std::string dump = folder.write("1.json", kDump);
  EXPECT_EQ(usage_error({dump}), "three dumps are needed to tell a leak, 1 is named");
  EXPECT_EQ(usage_error({dump, "b"}), "three dumps are needed to tell a leak, 2 are named");
}

TEST(Inputs, ASinglePathThatIsNotThereIsLeftToTheReader) {
  EXPECT_THAT(resolve_inputs({"/no/such/folder"}).sets[0].paths, ElementsAre("/no/such/folder"));
}

TEST(Inputs, AFolderStandsForItsDumpsInNaturalOrder) {
  const TempFolder folder;
  for (const char* name : {"10.json", "2.json", "1.json", "3.jsonl", "4.dump"}) folder.write(name, kDump);
  folder.write("5.json.gz", test::compress(kDump, ARCHIVE_FILTER_GZIP));
  folder.write("6.dump.zst", test::compress(kDump, ARCHIVE_FILTER_ZSTD));
  folder.write("7.jsonl.xz", test::compress(kDump, ARCHIVE_FILTER_XZ));
  for (const char* name : {"README", "1.json.meta", "8.json.part", "notes.txt"}) folder.write(name, "text");
  const Inputs inputs = resolve_inputs({folder.path()});
  ASSERT_EQ(inputs.sets.size(), 1U);
  EXPECT_THAT(inputs.sets[0].paths,
              ElementsAre(folder.path("1.json"), folder.path("2.json"), folder.path("3.jsonl"),
                          folder.path("4.dump"), folder.path("5.json.gz"), folder.path("6.dump.zst"),
                          folder.path("7.jsonl.xz"), folder.path("10.json")));
  EXPECT_EQ(inputs.sets[0].origin, folder.path());
  EXPECT_THAT(inputs.notes, IsEmpty());
}

TEST(Inputs, JsonThatIsNoDumpIsSkippedWithANote) {
  const TempFolder folder;
  for (const char* name : {"1.json", "2.json", "3.json"}) folder.write(name, kDump);
  folder.write("report.json", "{\n  \"heapgate\": \"" + std::string(kVersion) + "\",\n  \"type\": 3\n}\n");
  folder.write("list.json", "[1, 2]\n");
  folder.write("schema.json", R"({"type":"object"})");
  const Inputs inputs = resolve_inputs({folder.path()});
  EXPECT_EQ(inputs.sets[0].paths.size(), 3U);
  EXPECT_THAT(inputs.notes,
              ElementsAre(folder.path("list.json") + ": skipped: it is JSON, but no heap dump",
                          folder.path("report.json") + ": skipped: it is JSON, but no heap dump",
                          folder.path("schema.json") + ": skipped: it is JSON, but no heap dump"));
}

TEST(Inputs, AnEmptyOrGarbledJsonIsNotSkipped) {
  const TempFolder folder;
  folder.write("1.json", "");
  folder.write("2.json", "garbage\n");
  folder.write("3.json", R"({"address":"0x10", "type":"OBJ)");
  EXPECT_EQ(resolve_inputs({folder.path()}).sets[0].paths.size(), 3U);
}

TEST(Inputs, AFolderOfFoldersIsOneSetAProcess) {
  const TempFolder folder;
  for (const char* name : {"20/1.json", "20/2.json", "20/3.json", "9/1.json", "9/2.json", "9/3.json"}) {
    folder.write(name, kDump);
  }
  folder.write("logs/puma.log", "text");
  const Inputs inputs = resolve_inputs({folder.path()});
  ASSERT_EQ(inputs.sets.size(), 2U);
  EXPECT_EQ(inputs.sets[0].process, "9");
  EXPECT_EQ(inputs.sets[1].process, "20");
  EXPECT_EQ(inputs.sets[1].paths.size(), 3U);
  EXPECT_THAT(inputs.notes, ElementsAre(folder.path("logs") + ": skipped: a folder without dumps"));
}

TEST(Inputs, AnEmptyFolderIsASetWithoutDumps) {
  const TempFolder folder;
  const Inputs inputs = resolve_inputs({folder.path()});
  ASSERT_EQ(inputs.sets.size(), 1U);
  EXPECT_THAT(inputs.sets[0].paths, IsEmpty());
}

}  // namespace
}  // namespace heapgate
