#include "dump/chunk_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "chunked_heap.hpp"
#include "heap_text.hpp"

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

}  // namespace
}  // namespace heapgate
