#include "explain/reference_counts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "dump/source/byte_source.hpp"
#include "dump/source/dump_writer.hpp"
#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kBase = 0x7f0000000000;

Address at(std::uint64_t number) {
  return Address{kBase + number * 40};
}

std::string array(std::uint64_t number, int references) {
  char address[32];
  std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(at(number)));
  std::string line = R"({"address":")" + std::string(address) + R"(", "type":"ARRAY", "references":[)";
  for (int i = 0; i < references; ++i) line += i == 0 ? "\"0x10\"" : ", \"0x10\"";
  return line + R"(], "file":"/srv/shop/app/models/a_long_name_that_fills_the_file.rb", "memsize":40})" +
         "\n";
}

constexpr std::uint64_t kObjects = 80'000;  // some 13 MB

// Object i has i % 7 references.
std::string long_dump() {
  std::string text;
  for (std::uint64_t i = 0; i < kObjects; ++i) text += array(i, static_cast<int>(i % 7));
  return text;
}

TEST(ReferenceCounts, AreThoseOfTheRecordsInWhateverChunk) {
  const test::TempFolder folder;
  const Heap heap = read_dump(folder.write("1.json", long_dump()));
  ASSERT_GE(heap.chunk_begins.size(), 4U);
  ASSERT_EQ(heap.objects.blocks(), heap.chunk_begins.size() + 1);  // and one for what had to be sorted
  for (const unsigned threads : {1U, 3U}) {
    EXPECT_THAT(count_references(heap, {at(3), at(kObjects / 2), at(kObjects - 1)}, threads),
                ElementsAre(3, kObjects / 2 % 7, (kObjects - 1) % 7));
  }
  EXPECT_TRUE(count_references(heap, {}, 1).empty());
}

// What was read as a stream has blocks that are no chunks of the file, though there may be as many.
TEST(ReferenceCounts, OfAStreamThatIsAPlainFileNow) {
  const test::TempFolder folder;
  const std::string text = long_dump();
  const std::string plain = folder.write("1.json", text);
  DumpWriter writer(folder.path("1.json.gz"), Compression::gzip);
  writer.write(text);
  writer.finish();
  Heap heap = read_dump(folder.path("1.json.gz"));
  ASSERT_EQ(heap.objects.blocks(), PlainFile::open(plain)->even_chunks().size() + 1);
  heap.ledger.path = plain;
  std::uint64_t last = 0;  // of the first block, which is longer than 4 MiB
  std::uint64_t offset = 0;
  for (; heap.objects.lower_bound(at(last + 1)).block() == 0; ++last)
    offset += array(last, static_cast<int>(last % 7)).size();
  ASSERT_GT(offset, std::uint64_t{4} << 20);
  EXPECT_THAT(count_references(heap, {at(last)}, 1), ElementsAre(last % 7));
}

TEST(ReferenceCounts, OfObjectsThatHadToBeSortedAndOfTheFirstRecordOfAnAddress) {
  const test::TempFolder folder;
  const Heap heap =
      read_dump(folder.write("1.json", array(2, 5) + array(1, 4) + long_dump() + array(kObjects - 1, 6)));
  ASSERT_EQ(heap.ledger.duplicates, 3U);
  EXPECT_THAT(count_references(heap, {at(1), at(2), at(3), at(kObjects - 1)}, 2),
              ElementsAre(4, 5, 3, (kObjects - 1) % 7));
}

TEST(ReferenceCounts, OfACompressedDump) {
  const test::TempFolder folder;
  folder.write("1.json", long_dump());
  ASSERT_EQ(std::system(("gzip -1 '" + folder.path("1.json") + "'").c_str()), 0);
  const Heap heap = read_dump(folder.path("1.json.gz"));
  EXPECT_THAT(count_references(heap, {at(3), at(kObjects - 1)}, 2), ElementsAre(3, (kObjects - 1) % 7));
}

TEST(ReferenceCounts, AFileThatIsAnotherNowIsToldAndNotCounted) {
  const test::TempFolder folder;
  const std::string path = folder.write("1.json", long_dump());
  const Heap heap = read_dump(path);
  folder.write("1.json", array(3, 3));
  EXPECT_THROW((void)count_references(heap, {at(kObjects / 2)}, 2), std::runtime_error);
  std::filesystem::remove(path);
  EXPECT_THROW((void)count_references(heap, {at(3)}, 2), std::runtime_error);
}

}  // namespace
}  // namespace heapgate
