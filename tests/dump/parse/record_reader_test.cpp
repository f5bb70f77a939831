#include "dump/parse/record_reader.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chunked_heap.hpp"
#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using test::read_in_chunks;
using test::same_heap;
using test::TempFolder;

using Told = std::vector<std::string>;

// What a reader told it, in words.
class Sink final : public RecordSink {
 public:
  void add(std::span<const Record> records) override {
    for (const Record& record : records) told.push_back(name(record));
  }
  void add_bad_line(std::uint64_t number, std::string_view, LineProblem problem) override {
    told.push_back("bad line " + std::to_string(number) + ": " + to_string(problem));
  }
  void add_rescued(const Record& record, std::string_view field, std::uint64_t lines) override {
    told.push_back("rescued " + name(record) + ", " + std::string(field) + ", " + std::to_string(lines) +
                   " lines");
  }
  void add_unread(std::string_view, std::uint64_t lines) override {
    told.push_back("unread " + std::to_string(lines));
  }

  Told told;

 private:
  static std::string name(const Record& record) {
    const std::string type(record.type);
    if (!record.address) return type + " " + std::string(record.root.value_or(""));
    char text[32];
    std::snprintf(text, sizeof text, " %llx", static_cast<unsigned long long>(*record.address));
    return type + text;
  }
};

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

TEST(RecordReader, GivesTheSameHeapWhereverTheFileIsCut) {
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

TEST(RecordReader, KeepsTheFirstRecordOfAnAddressInWhateverChunk) {
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

TEST(RecordReader, ReadsALineThatIsLongerThanManyChunksOnce) {
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

TEST(RecordReader, ReadsInTheLastChunkWhatIsAppendedMeanwhile) {
  const TempFolder folder;
  const std::string path = folder.write("dump.json", object(0x10000, ""));
  const auto file = PlainFile::open(path);
  std::string more;
  for (std::uint64_t i = 1; i <= 4; ++i)
    more += object(0x10000 + 40 * i, ", \"value\":\"" + std::string(2'000'000, 'x') + "\"");
  std::ofstream(path, std::ios::app) << more;
  Sink sink;
  const auto [begin, end] = chunk_range(file->even_chunks(), 0);
  EXPECT_EQ(RecordReader(nullptr, kMaxLine, 64).read(*file, begin, end, sink).lines, 5U);
  EXPECT_EQ(sink.told.size(), 5U);
}

Told told_of(const std::string& text) {
  const TempFolder folder;
  const auto file = PlainFile::open(folder.write("dump.json", text));
  Sink sink;
  (void)RecordReader().read(*file, 0, file->size(), sink);
  return sink.told;
}

TEST(RecordReader, TellsLinesInTheOrderOfTheFile) {
  const std::string root = R"({"type":"ROOT", "root":"vm", "references":["0x8"]})"
                           "\n";
  EXPECT_EQ(told_of(object(0x10000, "") + "garbage\n" + root + "\n" + object(0x10028, "")),
            (Told{"OBJECT 10000", "bad line 2: not a JSON object", "unread 1", "ROOT vm", "OBJECT 10028"}));
}

TEST(RecordReader, TellsARescuedObjectOnceItIsWhole) {
  const std::string broken = object(
      0x10000, ", \"file\":\"a\nb.rb\", \"line\":1, \"method\":\"m\", \"generation\":3, \"memsize\":40");
  EXPECT_EQ(told_of(broken + object(0x10028, "")),
            (Told{"bad line 1: not valid JSON", "bad line 2: not valid JSON",
                  "rescued OBJECT 10000, file, 2 lines", "OBJECT 10028"}));
}

TEST(RecordReader, BelievesSimdjsonFromTheFirstLineOnThatTheParsersReadDifferently) {
  const TempFolder folder;
  const std::string line = object(0x10000, "");
  const auto file = PlainFile::open(folder.write("dump.json", line));
  const std::string padded = line.substr(0, line.size() - 1) + std::string(FastParser::kPadding, ' ');
  const std::string_view text(padded.data(), line.size() - 1);
  Record record;
  RecordParser parser;
  ASSERT_FALSE(parser.parse(text, record));
  RecordReader reader;
  EXPECT_TRUE(reader.confirm(text, record));
  EXPECT_TRUE(reader.trusts_fast_parser());
  record.memsize = 41;
  EXPECT_FALSE(reader.confirm(text, record));
  EXPECT_FALSE(reader.trusts_fast_parser());
  Sink sink;
  const ReadCounts counts = reader.read(*file, 0, file->size(), sink);
  EXPECT_EQ(counts.disagreements, 1U);
  EXPECT_EQ(sink.told, Told{"OBJECT 10000"});
  EXPECT_EQ(reader.read(*file, 0, file->size(), sink).disagreements, 0U);
}

}  // namespace
}  // namespace heapgate
