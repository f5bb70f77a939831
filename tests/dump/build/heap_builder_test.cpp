#include "dump/build/heap_builder.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace heapgate {
namespace {

Chunk chunk_of(ReadCounts read) {
  Chunk chunk;
  chunk.read = std::move(read);
  return chunk;
}

TEST(HeapBuilder, SumsWhatWasReadOfTheChunks) {
  HeapBuilder builder(std::make_shared<ProcessKinds>(std::make_shared<Kinds>(), 1), 1, 0);
  builder.append(
      chunk_of({.bytes = 100, .lines = 3, .disagreements = 1, .ends_in_newline = true, .failure = ""}));
  builder.append(
      chunk_of({.bytes = 50, .lines = 2, .disagreements = 2, .ends_in_newline = false, .failure = "cut"}));
  builder.append(
      chunk_of({.bytes = 0, .lines = 0, .disagreements = 0, .ends_in_newline = true, .failure = "late"}));
  const Ledger ledger = builder.finish("1.json").ledger;
  EXPECT_EQ(ledger.bytes, 150U);
  EXPECT_EQ(ledger.lines, 5U);
  EXPECT_EQ(ledger.disagreements, 3U);
  EXPECT_FALSE(ledger.ends_in_newline);  // a chunk without lines says nothing
  EXPECT_EQ(ledger.failure, "cut");      // the first one
}

}  // namespace
}  // namespace heapgate
