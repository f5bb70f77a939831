#include "dump/build/collector.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Bytes kHuge = 5'000'000'000;  // needs the list of big ones

Record record(std::uint64_t address, const char* type = "OBJECT") {
  Record result;
  result.type = type;
  result.address = Address{address};
  result.klass = Address{0x8};
  result.memsize = 40;
  return result;
}

Record array(std::uint64_t address, std::uint64_t length) {
  Record result = record(address, "ARRAY");
  result.length = length;
  return result;
}

Record klass(std::uint64_t address, const char* type, const char* name) {
  Record result = record(address, type);
  result.name = name;
  return result;
}

Record traced(std::uint64_t address, std::uint32_t generation) {
  Record result = record(address);
  result.generation = Generation{generation};
  return result;
}

class CollectorTest : public testing::Test {
 protected:
  void add(const std::vector<Record>& records) { collector_.add(records); }
  Chunk chunk() { return collector_.take_chunk({}); }
  [[nodiscard]] std::string text(StringId id) const { return std::string(kinds_.text(id)); }
  // What a collector counted of each kind, in words.
  [[nodiscard]] std::vector<std::string> counts(Collector& collector) const {
    collector.finish();
    std::vector<std::string> result;
    for (const Collector::Count& count : collector.counts) {
      result.push_back(text(kinds_.kind(count.id).type) + ": " + std::to_string(count.tally.objects) +
                       " objects, " + std::to_string(count.tally.bytes) + " bytes, hold " +
                       std::to_string(count.contents));
    }
    return result;
  }
  std::vector<std::string> counts() { return counts(collector_); }

  Kinds kinds_;
  SpinLock mutex_;
  KindMemo memo_{kinds_, mutex_};
  Collector collector_{memo_};
};

std::vector<std::string> runs_of(const Chunk& chunk) {
  std::vector<std::string> result;
  for (const Objects::Run& run : chunk.runs) {
    result.push_back("page " + std::to_string(run.page) + ": " + std::to_string(run.begin) + " to " +
                     std::to_string(run.end));
  }
  return result;
}

std::vector<std::string> damage_of(const Chunk& chunk) {
  std::vector<std::string> result;
  for (const Damage& each : chunk.damage) {
    result.push_back(each.field + ": " + std::to_string(each.rescued) + " of " +
                     std::to_string(each.rescued_lines) + " lines, " + std::to_string(each.unread_lines) +
                     " unread");
  }
  return result;
}

TEST_F(CollectorTest, SumsEachKindOverBatchesAndChunks) {
  add({array(0x10000, 2), record(0x10028)});
  add({array(0x10050, 3)});
  (void)chunk();
  add({array(0x10078, 4)});
  EXPECT_THAT(counts(),
              ElementsAre("ARRAY: 3 objects, 120 bytes, hold 9", "OBJECT: 1 objects, 40 bytes, hold 0"));
}

TEST_F(CollectorTest, LeavesOutKindsThatOnlyAnotherCollectorOfTheThreadMet) {
  Collector other(memo_);
  const std::vector<Record> first{record(0x10000)};
  const std::vector<Record> second{array(0x10028, 1)};
  other.add(first);
  collector_.add(second);
  EXPECT_THAT(counts(other), ElementsAre("OBJECT: 1 objects, 40 bytes, hold 0"));
  EXPECT_THAT(counts(), ElementsAre("ARRAY: 1 objects, 40 bytes, hold 1"));
}

TEST_F(CollectorTest, SumsUpToTheLargestNumber) {
  Record most = array(0x10000, std::numeric_limits<std::uint64_t>::max());
  most.memsize = std::numeric_limits<Bytes>::max();
  add({most, array(0x10028, 1)});
  EXPECT_THAT(counts(),
              ElementsAre("ARRAY: 2 objects, 18446744073709551615 bytes, hold 18446744073709551615"));
}

TEST_F(CollectorTest, GivesTheSameHoweverTheRecordsAreBatched) {
  std::vector<Record> records;
  for (std::uint64_t i = 0; i < RecordSink::kMaxBatch; ++i) {
    Record next = array(0x10000 + i * 40, i);
    if (i % 5 == 0) next = klass(0x10000 + i * 40, "CLASS", i % 2 == 0 ? "Cart" : "Line");
    next.line = static_cast<std::int64_t>(i % 3);
    records.push_back(next);
  }
  add(records);
  Kinds kinds;
  KindMemo memo(kinds, mutex_);
  Collector one_by_one(memo);
  for (const Record& each : records) one_by_one.add({&each, 1});
  const Chunk together = chunk();
  const Chunk apart = one_by_one.take_chunk({});
  EXPECT_EQ(together.objects.offsets, apart.objects.offsets);
  EXPECT_EQ(together.objects.kinds, apart.objects.kinds);
  EXPECT_EQ(together.objects.sizes, apart.objects.sizes);
  EXPECT_EQ(runs_of(together), runs_of(apart));
  EXPECT_EQ(collector_.content_hash, one_by_one.content_hash);
  // Texts too, which the two meet in the same order only if a batch keeps the file's.
  ASSERT_EQ(kinds_.texts(), kinds.texts());
  for (std::size_t i = 0; i < kinds.texts(); ++i)
    EXPECT_EQ(kinds_.text(StringId(i)), kinds.text(StringId(i)));
}

TEST_F(CollectorTest, KeepsClassesInTheOrderOfTheFile) {
  add({klass(0x10028, "CLASS", "Cart"), record(0x10050), klass(0x10000, "MODULE", "Shop"),
       klass(0x10028, "CLASS", "Line")});
  std::vector<std::string> classes;
  for (const ClassRecord& each : chunk().classes)
    classes.push_back(text(each.name) + (each.is_module ? " is a module" : ""));
  EXPECT_THAT(classes, ElementsAre("Cart", "Shop is a module", "Line"));
}

TEST_F(CollectorTest, CountsWhatIsTracedAndItsGenerations) {
  add({traced(0x10000, 7), record(0x10028), traced(0x10050, 3)});
  EXPECT_EQ(chunk().traced, 2U);
  add({traced(0x10078, 5)});
  EXPECT_EQ(chunk().traced, 1U);
  EXPECT_EQ(collector_.smallest_generation, Generation{3});
  EXPECT_EQ(collector_.largest_generation, Generation{7});
}

TEST_F(CollectorTest, OfWhatIsUntracedKnowsNoGeneration) {
  add({record(0x10000)});
  EXPECT_EQ(chunk().traced, 0U);
  EXPECT_EQ(collector_.smallest_generation, std::nullopt);
  EXPECT_EQ(collector_.largest_generation, std::nullopt);
}

TEST_F(CollectorTest, CountsRootsAndWhatIsNoObjectApart) {
  Record root = record(0, "ROOT");
  root.address.reset();
  Record nameless = record(0);
  nameless.address.reset();
  add({root, record(0x10000), record(0x10028, "NONE"), record(0x10050, "SHAPE"), nameless, root});
  const Chunk read = chunk();
  EXPECT_EQ(read.roots, 2U);
  EXPECT_EQ(read.non_objects, 3U);
  EXPECT_THAT(read.objects.offsets, ElementsAre(0));
  // A SHAPE's address is a number of its own.
  EXPECT_EQ(read.last_record, Address{0x10028});
}

TEST_F(CollectorTest, BeginsARunWithEachPageAndStepBack) {
  add({record(0x10000), record(0x10028), record(0x20000), record(0x10050), record(0x10028), record(0x10028)});
  EXPECT_THAT(runs_of(chunk()), ElementsAre("page 1: 0 to 2", "page 2: 2 to 3", "page 1: 3 to 4",
                                            "page 1: 4 to 5", "page 1: 5 to 6"));
  add({record(0x10050)});
  EXPECT_THAT(runs_of(chunk()), ElementsAre("page 1: 0 to 1"));
}

TEST_F(CollectorTest, ListsWhatIsTooBigForItsColumn) {
  Record huge = array(0x10028, 3);
  huge.memsize = kHuge;
  add({array(0x10000, 2), huge});
  const Chunk read = chunk();
  EXPECT_THAT(read.objects.sizes, ElementsAre(Objects::packed(40, 2), Objects::kBig));
  ASSERT_EQ(read.big.size(), 1U);
  EXPECT_EQ(read.big[0].address, Address{0x10028});
  EXPECT_EQ(read.big[0].memsize, kHuge);
  EXPECT_EQ(read.big[0].contents, 3U);
}

TEST_F(CollectorTest, ABadLineStillDefinesTheAddressThatCanBeReadOfIt) {
  Record referring = record(0x10000);
  referring.references = {Address{0x10028}, Address{0x10050}};
  add({referring});
  collector_.add_bad_line(2, R"({"address":"0x10028", "type":"OBJ)", LineProblem::bad_json);
  EXPECT_EQ(chunk().last_record, Address{0x10028});
  collector_.add_bad_line(1, R"({"address":"0x10050)", LineProblem::bad_json);
  add({record(0x10078)});
  EXPECT_EQ(chunk().last_record, Address{0x10078});
  // The second line breaks off inside the address.
  EXPECT_EQ(collector_.pages.dangling(Address{0x10078}).inside, 1U);
}

TEST_F(CollectorTest, CountsAllBadLinesAndKeepsTheFirst) {
  for (std::uint64_t i = 1; i <= 7; ++i) collector_.add_bad_line(i, "garbage", LineProblem::no_object);
  const Chunk read = chunk();
  EXPECT_EQ(read.bad_lines, 7U);
  ASSERT_EQ(read.first_bad.size(), Ledger::kBadLinesShown);
  EXPECT_EQ(read.first_bad.back().number, 5U);
  EXPECT_EQ(read.first_bad.back().reason, "not a JSON object");
  EXPECT_EQ(chunk().bad_lines, 0U);
}

TEST_F(CollectorTest, SumsDamageByFieldAndTakesRescuedObjects) {
  collector_.add_rescued(record(0x10000), "file", 2);
  collector_.add_unread("", 1);
  collector_.add_rescued(record(0x10028), "file", 3);
  collector_.add_unread("file", 4);
  const Chunk read = chunk();
  EXPECT_THAT(damage_of(read), ElementsAre("file: 2 of 5 lines, 4 unread", ": 0 of 0 lines, 1 unread"));
  EXPECT_THAT(read.objects.offsets, ElementsAre(0, 0x28));
  EXPECT_THAT(counts(), ElementsAre("OBJECT: 2 objects, 80 bytes, hold 0"));
  EXPECT_THAT(chunk().damage, IsEmpty());
}

}  // namespace
}  // namespace heapgate
