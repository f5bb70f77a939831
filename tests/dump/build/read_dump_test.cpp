#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/process.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using test::heap_of;
using test::TempFolder;
using testing::ElementsAre;

constexpr const char* kRoot = R"({"type":"ROOT", "root":"vm", "references":["0x30"]})";

std::string object(const std::string& address, const std::string& rest = "") {
  return R"({"address":")" + address + R"(", "type":"OBJECT", "class":"0x8")" + rest + "}\n";
}

std::vector<Address> addresses(const Heap& heap) {
  std::vector<Address> result;
  for (const Object object : heap.objects) result.push_back(object.address);
  return result;
}

TEST(ReadDump, CountsObjectsAndWhatIsNone) {
  const Heap heap = heap_of(std::string(kRoot) + "\n" + object("0x30") + object("0x10") +
                            R"({"address":"0x50", "type":"SHAPE", "id":1})" +
                            "\n"
                            R"({"address":"0x60", "type":"NONE"})" +
                            "\n"
                            R"({"address":"0x20", "type":"BRAND_NEW"})" +
                            "\n");
  EXPECT_EQ(heap.ledger.lines, 6U);
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
  EXPECT_EQ(heap.ledger.roots, 1U);
  EXPECT_EQ(heap.ledger.non_objects, 2U);
  EXPECT_THAT(addresses(heap), ElementsAre(Address{0x10}, Address{0x20}, Address{0x30}));
}

TEST(ReadDump, SkipsBadLinesAndRemembersTheFirst) {
  std::string text = std::string(kRoot) + "\n";
  for (int i = 0; i < 8; ++i) text += "garbage\n" + object("0x1" + std::to_string(i));
  const Heap heap = heap_of(text);
  EXPECT_EQ(heap.objects.size(), 8U);
  EXPECT_EQ(heap.ledger.bad_lines, 8U);
  ASSERT_EQ(heap.ledger.first_bad.size(), Ledger::kBadLinesShown);
  EXPECT_EQ(heap.ledger.first_bad[0].number, 2U);
  EXPECT_EQ(heap.ledger.first_bad[0].reason, "not a JSON object");
  EXPECT_EQ(heap.ledger.first_bad[4].number, 10U);
}

TEST(ReadDump, TakesWindowsLineEndsBlankLinesAndAByteOrderMark) {
  const Heap heap = heap_of("\xEF\xBB\xBF" + std::string(kRoot) + "\r\n\r\n" +
                            R"({"address":"0x30", "type":"OBJECT"})" + "\r\n");
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
  EXPECT_EQ(heap.ledger.roots, 1U);
  EXPECT_EQ(heap.objects.size(), 1U);
}

TEST(ReadDump, KnowsTheLargestGenerationAndWhatWasTraced) {
  const Heap heap = heap_of(object("0x10", R"(, "generation":3)") + object("0x20", R"(, "generation":12)") +
                            object("0x30"));
  EXPECT_EQ(heap.largest_generation, Generation{12});
  EXPECT_EQ(heap.ledger.traced, 2U);
  EXPECT_EQ(heap_of(object("0x10")).largest_generation, std::nullopt);
}

TEST(ReadDump, SumsKindsAndKeepsBigMemsizes) {
  const Heap heap =
      heap_of(object("0x20", R"(, "memsize":40)") + object("0x10", R"(, "memsize":8589934600)"));
  ASSERT_EQ(heap.kinds->size(), 1U);
  EXPECT_EQ(heap.kind_tallies[0], (Tally{2, 8589934640}));
  EXPECT_EQ(heap.objects.begin().memsize(), 8589934600U);
  EXPECT_EQ(std::next(heap.objects.begin()).memsize(), 40U);
}

std::string holding(const char* address, const char* type, const std::string& fields) {
  return std::string(R"({"address":")") + address + R"(", "type":")" + type + "\", " + fields + "}\n";
}

std::vector<std::uint64_t> contents(const Heap& heap) {
  std::vector<std::uint64_t> result;
  for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at) result.push_back(at.contents());
  return result;
}

TEST(ReadDump, KnowsHowMuchContainersAndTextsHold) {
  const Heap heap = heap_of(holding("0x10", "ARRAY", R"("length":7, "memsize":40)") +
                            holding("0x20", "HASH", R"("size":4095, "memsize":1048575)") +
                            holding("0x30", "STRING", R"("bytesize":5000000000, "memsize":5000000041)") +
                            holding("0x40", "ARRAY", R"("length":4094, "memsize":1048576)") +
                            holding("0x50", "OBJECT", R"("length":9, "size":9, "bytesize":9, "memsize":40)") +
                            // What is no number, or not the type's own, says nothing.
                            holding("0x60", "ARRAY", R"("length":"9", "size":3, "memsize":48)") +
                            holding("0x70", "STRING", R"("bytesize":-9, "memsize":48)"));
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
  EXPECT_EQ(contents(heap), (std::vector<std::uint64_t>{7, 4095, 5000000000, 4094, 0, 0, 0}));
  std::vector<Bytes> memsizes;
  for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at) memsizes.push_back(at.memsize());
  EXPECT_EQ(memsizes, (std::vector<Bytes>{40, 1048575, 5000000041, 1048576, 40, 48, 48}));
}

TEST(ReadDump, SumsTheContentsOfEachKindWithoutDuplicates) {
  const Heap heap =
      heap_of(holding("0x10", "ARRAY", R"("length":7)") + holding("0x20", "ARRAY", R"("length":5000)") +
              holding("0x20", "ARRAY", R"("length":6000)") + holding("0x30", "OBJECT", R"("length":9)"));
  EXPECT_EQ(heap.kind_contents, (std::vector<std::uint64_t>{5007, 0}));
}

TEST(ReadDump, KeepsTheFirstOfTwoRecordsAtOneAddress) {
  const Heap heap =
      heap_of(object("0x20", R"(, "memsize":1)") + object("0x20", R"(, "memsize":2)") + object("0x10"));
  ASSERT_EQ(heap.objects.size(), 2U);
  EXPECT_EQ(heap.ledger.duplicates, 1U);
  EXPECT_EQ(std::next(heap.objects.begin()).memsize(), 1U);
}

TEST(ReadDump, ComparesPaddedAddressesAsNumbers) {
  const Heap heap = heap_of(object("0x0000000000000010") + object("0x10"));
  EXPECT_EQ(heap.objects.size(), 1U);
}

TEST(ReadDump, IgnoresTheClassOfAnImemo) {
  const Heap heap = heap_of(R"({"address":"0x10", "type":"IMEMO", "class":"0x1", "imemo_type":"ment"})"
                            "\n"
                            R"({"address":"0x20", "type":"IMEMO", "class":"0x2", "imemo_type":"ment"})"
                            "\n");
  EXPECT_EQ(heap.kinds->size(), 1U);
}

TEST(ReadDump, ReadsALineOfMegabytes) {
  std::string line = R"({"address":"0x10", "type":"ARRAY", "references":[)";
  for (int i = 0; i < 1'000'000; ++i) line += (i == 0 ? "\"0x20\"" : ", \"0x20\"");
  const Heap heap = heap_of(std::string(kRoot) + "\n" + line + "], \"memsize\":8000000}\n" + object("0x20"));
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
  EXPECT_EQ(heap.objects.size(), 2U);
}

TEST(ReadDump, OfADumpCutAtEveryByteGivesOneBadLineAtMost) {
  const std::string text = std::string(kRoot) + "\n" + object("0x30", R"(, "file":"app.rb", "line":3)") +
                           object("0x40", R"(, "generation":3)");
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const Heap heap = heap_of(text.substr(0, size));
    EXPECT_LE(heap.ledger.bad_lines, 1U) << size;
    EXPECT_EQ(heap.ledger.ends_in_newline, size == 0 || text[size - 1] == '\n') << size;
  }
}

TEST(ReadDump, SaysWhyAFileCannotBeRead) {
  const Heap heap = read_dump("/no/such/dump.json");
  EXPECT_EQ(heap.ledger.failure, "No such file or directory");
  EXPECT_EQ(heap.ledger.path, "/no/such/dump.json");
  EXPECT_TRUE(heap.objects.empty());
}

TEST(ReadDump, HasTheSameContentHashWhateverTheOrderOfLines) {
  const std::string a = object("0x10", R"(, "file":"a.rb", "line":1, "generation":3)");
  const std::string b = object("0x20", R"(, "file":"b.rb", "line":1, "generation":3)");
  EXPECT_EQ(heap_of(a + b).content_hash, heap_of(b + a).content_hash);
  EXPECT_NE(heap_of(a + b).content_hash, heap_of(a).content_hash);
}

TEST(ReadDumps, KeepsTheOrderOnAnyNumberOfThreads) {
  const TempFolder folder;
  std::vector<DumpSet> sets(2);
  for (int i = 0; i < 8; ++i) {
    const std::string text = object("0x" + std::to_string(i + 1) + "0");
    sets[static_cast<std::size_t>(i % 2)].paths.push_back(folder.write(std::to_string(i), text));
  }
  sets[1].process = "worker";
  for (const unsigned threads : {0U, 1U, 3U, 20U}) {
    const auto processes = read_dumps(sets, threads);
    ASSERT_EQ(processes.size(), 2U);
    EXPECT_EQ(processes[1].name, "worker");
    EXPECT_EQ(processes[1].heaps[3].objects.begin().address(), Address{0x80});
    EXPECT_EQ(processes[0].heaps[0].ledger.path, sets[0].paths[0]);
  }
}

TEST(ReadDumps, TakesAProcessWithoutDumps) {
  const TempFolder folder;
  std::vector<DumpSet> sets(3);
  sets[1].paths.push_back(folder.write("1", object("0x10")));
  const auto processes = read_dumps(sets, 2);
  ASSERT_EQ(processes.size(), 3U);
  EXPECT_TRUE(processes[0].heaps.empty());
  EXPECT_EQ(processes[1].heaps[0].objects.size(), 1U);
  EXPECT_TRUE(processes[2].heaps.empty());
  EXPECT_EQ(read_dumps({DumpSet{}}, 1)[0].heaps.size(), 0U);
}

TEST(ReadDumps, TheHeapsOfAProcessShareTheirKindsAndCountTheirOwnObjects) {
  const TempFolder folder;
  std::vector<DumpSet> sets(2);
  for (std::uint64_t i = 0; i < 6; ++i) {
    std::string text;
    for (std::uint64_t j = 1; j <= 50 + i; ++j)
      text +=
          object("0x" + std::to_string(j) + "00", R"(, "file":"a.rb", "line":)" + std::to_string(j * i % 7));
    sets[i % 2].paths.push_back(folder.write(std::to_string(i), text));
  }
  for (const unsigned threads : {1U, 2U, 5U}) {
    const auto processes = read_dumps(sets, threads);
    EXPECT_NE(processes[0].heaps[0].kinds, processes[1].heaps[0].kinds);
    for (const Process& process : processes) {
      for (const Heap& heap : process.heaps) {
        EXPECT_EQ(heap.kinds, process.heaps[0].kinds);
        std::vector<std::uint64_t> counts(heap.kinds->size());
        for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at)
          ++counts[static_cast<std::size_t>(at.kind())];
        for (std::size_t kind = 0; kind < counts.size(); ++kind) {
          const Tally tally = kind < heap.kind_tallies.size() ? heap.kind_tallies[kind] : Tally{};
          EXPECT_EQ(tally.objects, counts[kind]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace heapgate
