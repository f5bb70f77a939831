// Broken lines as read_dump() takes them: rescued, put together, counted, the same however they are cut.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chunked_heap.hpp"
#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using test::heap_of;
using test::TempFolder;
using testing::ElementsAre;

constexpr const char* kRoot = "{\"type\":\"ROOT\", \"root\":\"vm\"}\n";

std::string object(int address, const std::string& file, const std::string& method = "new") {
  return R"({"address":"0x)" + std::to_string(address) + R"(", "type":"OBJECT", "class":"0x8", "file":")" +
         file + R"(", "line":4, "method":")" + method + R"(", "generation":3, "memsize":40})" + "\n";
}

std::vector<std::string> files(const Heap& heap) {
  std::vector<std::string> result;
  for (const Object each : heap.objects) result.emplace_back(heap.text(heap.kind(each.kind).file));
  return result;
}

TEST(BrokenLines, ObjectsOfBrokenNamesAreRead) {
  const Heap heap = heap_of(kRoot + object(10, "a.rb") + object(20, "quo\"te.rb") +
                            object(30, "two\nlines.rb") + object(40, "b.rb", "bin\xff") + object(50, "c.rb"));
  EXPECT_THAT(files(heap), ElementsAre("a.rb", "quo\"te.rb", "two\nlines.rb", "b.rb", "c.rb"));
  EXPECT_EQ(heap.ledger.lines, 7U);
  EXPECT_EQ(heap.ledger.bad_lines, 4U);
  EXPECT_EQ(heap.ledger.unread_lines(), 0U);
  EXPECT_EQ(heap.ledger.traced, 5U);
  ASSERT_EQ(heap.ledger.damage.size(), 2U);
  EXPECT_EQ(heap.ledger.damage[0].field, "file");
  EXPECT_EQ(heap.ledger.damage[0].rescued, 2U);
  EXPECT_EQ(heap.ledger.damage[0].rescued_lines, 3U);
  EXPECT_EQ(heap.ledger.damage[1].field, "method");
}

TEST(BrokenLines, WhatIsLostIsCountedByItsField) {
  const std::string lost = R"({"address":"0x20", "type":"OBJECT", "class":0x8", "memsize":40})";
  const Heap heap = heap_of(kRoot + object(10, "a.rb") + lost + "\n" + "text\n" + object(30, "c.rb"));
  EXPECT_EQ(heap.objects.size(), 2U);
  EXPECT_EQ(heap.ledger.bad_lines, 2U);
  EXPECT_EQ(heap.ledger.unread_lines(), 2U);
  ASSERT_EQ(heap.ledger.damage.size(), 2U);
  EXPECT_EQ(heap.ledger.damage[0].field, "");
  EXPECT_EQ(heap.ledger.damage[1].field, "class");
}

TEST(BrokenLines, ARecordWhoseRestNeverComesIsLost) {
  const std::string open = R"({"address":"0x20", "type":"OBJECT", "class":"0x8", "file":"a)";
  for (const std::string& text : {open, open + "\n", open + "\n\n", open + "\nb\nc\n" + object(30, "c.rb")}) {
    const Heap heap = heap_of(kRoot + object(10, "a.rb") + text);
    EXPECT_EQ(heap.ledger.unread_lines(), heap.ledger.bad_lines) << text;
    EXPECT_GE(heap.ledger.bad_lines, 1U) << text;
  }
}

// A chunk begins where a record does: not in the middle of one that a line break in a name made two lines of.
TEST(BrokenLines, AreTheSameHoweverTheFileIsCut) {
  const TempFolder folder;
  std::string text = kRoot;
  for (int i = 10; i < 30; ++i) {
    text += object(i, i % 3 == 0 ? "two\nor three\n\nlines.rb" : "quo\"te.rb", i % 5 == 0 ? "a\nb" : "new");
    if (i % 7 == 0) text += "text\n\n";
  }
  const std::string path = folder.write("1.json", text);
  const Heap whole = read_dump(path);
  EXPECT_EQ(whole.objects.size(), 20U);
  for (std::size_t chunk = 1; chunk < 400; chunk += chunk < 20 ? 1 : 13) {
    const auto cut = test::read_in_chunks(path, chunk, 2);
    ASSERT_TRUE(cut && test::same_heap(whole, *cut)) << chunk;
  }
}

}  // namespace
}  // namespace heapgate
