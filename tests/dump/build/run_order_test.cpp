#include "dump/build/run_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Line {
  std::uint64_t address = 0;
  Bytes memsize = 40;
  std::uint64_t contents = 0;
  std::uint32_t kind = 0;
};

constexpr Bytes kHuge = 5'000'000'000;  // needs the list of big ones

std::string words(std::uint64_t address, KindId kind, Bytes memsize, std::uint64_t contents) {
  char text[16];
  std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(address));
  return std::string(text) + " kind " + std::to_string(static_cast<std::uint32_t>(kind)) + ", " +
         std::to_string(memsize) + " bytes, holds " + std::to_string(contents);
}

class RunOrderTest : public testing::Test {
 protected:
  // A block as a collector makes it.
  void add(const std::vector<Line>& lines) {
    Objects::Block block;
    std::vector<Objects::Run> runs;
    std::vector<Objects::Big> big;
    for (const Line& line : lines) {
      const std::uint64_t page = line.address >> Objects::kPageShift;
      const auto offset = static_cast<std::uint16_t>(line.address);
      const auto at = static_cast<std::uint32_t>(block.offsets.size());
      if (runs.empty() || runs.back().page != page || block.offsets.back() >= offset)
        runs.push_back({page, 0, at, at});
      runs.back().end = at + 1;
      block.offsets.push_back(offset);
      block.generations.push_back(Generation{line.kind + 1});
      block.kinds.push_back(KindId{line.kind});
      block.sizes.push_back(Objects::packed(line.memsize, line.contents));
      if (block.sizes.back() == Objects::kBig)
        big.push_back({Address{line.address}, line.memsize, line.contents});
    }
    order_.add(std::move(block), std::move(runs), big);
  }

  void finish() {
    const Objects objects = order_.finish([this](const RunOrder::Dropped& dropped) {
      EXPECT_EQ(static_cast<std::uint32_t>(dropped.object.generation),
                static_cast<std::uint32_t>(dropped.object.kind) + 1);
      dropped_.push_back(words(static_cast<std::uint64_t>(dropped.object.address), dropped.object.kind,
                               dropped.memsize, dropped.contents));
    });
    for (auto at = objects.begin(); at != objects.end(); ++at) {
      kept_.push_back(
          words(static_cast<std::uint64_t>(at.address()), at.kind(), at.memsize(), at.contents()));
      addresses_.push_back(static_cast<std::uint64_t>(at.address()));
      from_.push_back(at.block());
    }
    block_count_ = objects.blocks();
  }

  RunOrder order_;
  std::vector<std::string> kept_;
  std::vector<std::string> dropped_;
  std::vector<std::uint64_t> addresses_;
  std::vector<std::size_t> from_;  // beside addresses_: the block
  std::size_t block_count_ = 0;
};

TEST_F(RunOrderTest, OfNothingHasTheBlockForWhatIsSortedOnly) {
  finish();
  EXPECT_THAT(kept_, IsEmpty());
  EXPECT_EQ(block_count_, 1U);
}

TEST_F(RunOrderTest, PutsPagesInOrderWithoutMovingTheirObjects) {
  add({{0x30000}, {0x30028}, {0x10000}});
  add({{0x20000}});
  finish();
  EXPECT_THAT(addresses_, ElementsAre(0x10000, 0x20000, 0x30000, 0x30028));
  EXPECT_THAT(from_, ElementsAre(0, 1, 0, 0));
}

TEST_F(RunOrderTest, PutsRunsOfOnePageInOrderWithoutMovingThem) {
  add({{0x10050}, {0x10078}});
  add({{0x10000}, {0x10028}});
  finish();
  EXPECT_THAT(addresses_, ElementsAre(0x10000, 0x10028, 0x10050, 0x10078));
  EXPECT_THAT(from_, ElementsAre(1, 1, 0, 0));
}

TEST_F(RunOrderTest, SortsAPageWhoseRunsOverlapIntoTheLastBlock) {
  add({{0x10000, 1, 2, 3}, {0x10050, 4, 5, 6}, {0x20000, 40}});
  add({{0x10028, 7, 8, 9}});
  finish();
  EXPECT_THAT(kept_, ElementsAre("10000 kind 3, 1 bytes, holds 2", "10028 kind 9, 7 bytes, holds 8",
                                 "10050 kind 6, 4 bytes, holds 5", "20000 kind 0, 40 bytes, holds 0"));
  EXPECT_THAT(from_, ElementsAre(2, 2, 2, 0));
  EXPECT_THAT(dropped_, IsEmpty());
}

TEST_F(RunOrderTest, CountsBlocksWithoutObjectsToo) {
  add({});
  add({{0x10000}});
  add({});
  finish();
  EXPECT_THAT(from_, ElementsAre(1));
  EXPECT_EQ(block_count_, 4U);
}

TEST_F(RunOrderTest, KeepsTheFirstOfAnAddressAndTellsOfTheOthers) {
  add({{0x10028, 1, 0, 1}, {0x10028, 2, 0, 2}});
  add({{0x10000, 3, 0, 3}, {0x10028, 4, 5, 4}});
  finish();
  EXPECT_THAT(kept_, ElementsAre("10000 kind 3, 3 bytes, holds 0", "10028 kind 1, 1 bytes, holds 0"));
  EXPECT_THAT(dropped_, ElementsAre("10028 kind 2, 2 bytes, holds 0", "10028 kind 4, 4 bytes, holds 5"));
}

TEST_F(RunOrderTest, KnowsTheSizesOfBigOnesAtOneAddressApart) {
  add({{0x10028, kHuge, 1, 1}, {0x10000, kHuge + 9, 9, 9}});
  add({{0x10028, 40, 2, 2}});
  add({{0x10028, kHuge + 3, 3, 3}, {0x10028, kHuge + 4, 4, 4}});
  finish();
  EXPECT_THAT(kept_, ElementsAre("10000 kind 9, 5000000009 bytes, holds 9",
                                 "10028 kind 1, 5000000000 bytes, holds 1"));
  EXPECT_THAT(dropped_,
              ElementsAre("10028 kind 2, 40 bytes, holds 2", "10028 kind 3, 5000000003 bytes, holds 3",
                          "10028 kind 4, 5000000004 bytes, holds 4"));
}

TEST_F(RunOrderTest, ABigOneThatIsDroppedLeavesTheSmallOneItsSize) {
  add({{0x10000, 40, 7, 1}, {0x10000, kHuge, 8, 2}});
  finish();
  EXPECT_THAT(kept_, ElementsAre("10000 kind 1, 40 bytes, holds 7"));
  EXPECT_THAT(dropped_, ElementsAre("10000 kind 2, 5000000000 bytes, holds 8"));
}

}  // namespace
}  // namespace heapgate
