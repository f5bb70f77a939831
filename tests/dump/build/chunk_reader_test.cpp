#include "dump/build/chunk_reader.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>

#include "chunked_heap.hpp"
#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using test::read_in_chunks;
using test::same_heap;
using test::TempFolder;

std::string object(std::uint64_t address, const std::string& rest) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(address));
  return R"({"address":")" + std::string(text) + R"(", "type":"OBJECT", "class":"0x8")" + rest + "}\n";
}

// Pages in no order, addresses that come again, bad lines, blank ones, big memsizes, and a long line.
std::string garbled_dump(std::mt19937& random) {
  const auto below = [&](std::uint64_t end) {
    return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random);
  };
  std::string text = R"({"type":"ROOT", "root":"vm", "references":["0x10000"]})"
                     "\n";
  for (int i = 0; i < 60; ++i) {
    const std::uint64_t address = (1 + below(3)) << 16 | below(12) * 40;
    switch (below(8)) {
      case 0: text += "garbage\n"; break;
      case 1: text += "\r\n"; break;
      case 2: text += object(address, R"(, "memsize":)" + std::to_string(4294967290 + below(10))); break;
      case 3: text += object(address, ", \"value\":\"" + std::string(below(600), 'x') + "\""); break;
      default:
        text += object(address, R"(, "file":"a.rb", "line":)" + std::to_string(below(3)) +
                                    R"(, "generation":)" + std::to_string(below(4)) + R"(, "memsize":40)");
    }
  }
  if (below(3) == 0) text.pop_back();
  return text;
}

TEST(ChunkReader, GivesTheSameHeapWhereverTheFileIsCut) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    const TempFolder folder;
    const std::string path = folder.write("dump.json", garbled_dump(random));
    const Heap whole = read_dump(path);
    EXPECT_EQ(whole.ledger.path, path);
    for (const std::uint64_t size : {1U, 7U, 64U, 100U, 333U, 1000U, 4096U}) {
      const auto cut = read_in_chunks(path, size, 3);
      ASSERT_TRUE(same_heap(whole, *cut)) << "round " << round << ", chunks of " << size;
    }
  }
}

TEST(ChunkReader, KeepsTheFirstRecordOfAnAddressInWhateverChunk) {
  const TempFolder folder;
  const std::string path =
      folder.write("dump.json", object(0x10028, R"(, "memsize":1)") + object(0x10000, R"(, "memsize":2)") +
                                    object(0x10028, R"(, "memsize":5000000000)") +
                                    object(0x10028, R"(, "memsize":6000000000)"));
  for (const std::uint64_t size : {1U, 80U, 1000U}) {
    const auto heap = read_in_chunks(path, size, 2);
    ASSERT_EQ(heap->objects.size(), 2U);
    EXPECT_EQ(heap->ledger.duplicates, 2U);
    EXPECT_EQ(heap->objects.begin().memsize(), 2U);
    EXPECT_EQ(std::next(heap->objects.begin()).memsize(), 1U);
    EXPECT_EQ(heap->kind_tallies[0], (Tally{2, 3}));
  }
}

TEST(ChunkReader, ReadsALineThatIsLongerThanManyChunksOnce) {
  std::string text = R"({"address":"0x10000", "type":"ARRAY", "references":["0x10000")";
  for (int i = 0; i < 20'000; ++i) text += R"(, "0x10000")";
  text += "]}\n" + object(0x10028, "");
  const TempFolder folder;
  const std::string path = folder.write("dump.json", text);
  const auto heap = read_in_chunks(path, 100, 2);
  EXPECT_EQ(heap->ledger.lines, 2U);
  EXPECT_EQ(heap->ledger.bytes, text.size());
  EXPECT_EQ(heap->objects.size(), 2U);
}

TEST(ChunkReader, ReadsInTheLastChunkWhatIsAppendedMeanwhile) {
  const TempFolder folder;
  const std::string path = folder.write("dump.json", object(0x10000, ""));
  const auto file = PlainFile::open(path);
  std::string more;
  for (std::uint64_t i = 1; i <= 4; ++i)
    more += object(0x10000 + 40 * i, ", \"value\":\"" + std::string(2'000'000, 'x') + "\"");
  std::ofstream(path, std::ios::app) << more;
  KindTable table(std::make_shared<Kinds>());
  KindMemo kinds(table);
  Collector collector(table, kinds);
  const auto [begin, end] = chunk_range(file->even_cuts(), 0);
  ChunkReader(64, nullptr).read(*file, begin, end, collector);
  EXPECT_EQ(collector.take_chunk().objects.offsets.size(), 5U);
}

// Whether it looks for the lines of the one dump when it reads the other, and finds them.
bool knows_again(const std::string& before, const std::string& after) {
  const TempFolder folder;
  KindTable table(std::make_shared<Kinds>());
  KindMemo kinds(table);
  ChunkReader reader(64, nullptr);
  LineMemo lines;
  lines.start(2);
  for (const std::string& text : {before, after}) {
    const auto file = PlainFile::open(folder.write("dump.json", text));
    Collector collector(table, kinds);
    reader.read(*file, 0, file->size(), collector, &lines);
    EXPECT_EQ(collector.take_chunk().objects.offsets.size(), 40U);
    if (lines.remembers()) lines.next_dump();
  }
  EXPECT_TRUE(lines.can_find());
  return lines.is_worth_it();
}

TEST(ChunkReader, LooksForTheLinesOfTheDumpBefore) {
  std::string before;
  std::string changed;
  for (std::uint64_t i = 1; i <= 40; ++i) {
    before += object(i << 16, R"(, "memsize":40)");
    changed += object(i << 16, R"(, "memsize":48)");
  }
  EXPECT_TRUE(knows_again(before, before));
  EXPECT_FALSE(knows_again(before, changed));
}

}  // namespace
}  // namespace heapgate
