// What the dumps of single Ruby versions look like, by lines written by hand after them. Real dumps of 3.1 to
// head are in tests/data; of 2.1 to 2.7 only these lines are.

#include <gtest/gtest.h>

#include <string>

#include "heap_text.hpp"
#include "heapgate/class_name.hpp"
#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

using test::heap_of;

const Kind& only_kind(const Heap& heap) {
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
  EXPECT_EQ(heap.kinds->size(), 1U);
  return heap.kind(KindId{0});
}

TEST(Ruby21, HasNodesAndNoImemos) {
  const Heap heap = heap_of(R"({"address":"0x7fa1b8000028", "type":"NODE", "node_type":"NODE_CFUNC", )"
                            R"("memsize":40, "flags":{"old":true, "marked":true}})"
                            "\n");
  EXPECT_EQ(class_name(heap, only_kind(heap)), "(internal NODE)");
}

TEST(Ruby21, WritesNoMemsizeForSomeObjects) {
  const Heap heap =
      heap_of(R"({"address":"0x7fa1b8000050", "type":"OBJECT", "class":"0x7fa1b8000078", "ivars":3})"
              "\n");
  EXPECT_EQ(heap.kind_tallies.front(), (Tally{1, 0}));
}

TEST(Ruby27, WritesLineZeroWhereTheLineIsUnknown) {
  const Heap heap =
      heap_of(R"x({"address":"0x55d0c0a81b60", "type":"IMEMO", "class":"0x55d0c0a81b88", )x"
              R"x("imemo_type":"ment", "file":"(eval)", "line":0, "generation":3, "memsize":48, )x"
              R"x("flags":{"wb_protected":true}})x"
              "\n");
  EXPECT_EQ(only_kind(heap).line, 0);
  EXPECT_EQ(class_name(heap, heap.kind(KindId{0})), "ment");
}

TEST(Ruby27, NamesSingletonClassesByTheirRealClass) {
  const Heap heap = heap_of(
      R"({"address":"0x10", "type":"OBJECT", "class":"0x20", "ivars":3, "memsize":40})"
      "\n"
      R"({"address":"0x20", "type":"CLASS", "class":"0x30", "name":"Cart", "references":["0x10"], "memsize":456})"
      "\n");
  EXPECT_EQ(class_name(heap, heap.kind(KindId{0})), "Cart");
}

TEST(Ruby31, LeavesTheLineOutAndWrapsNegativeOnes) {
  const Heap heap = heap_of(
      R"({"address":"0x10", "type":"OBJECT", "class":"0x8", "file":"<compiled>", "method":"a", "generation":1})"
      "\n"
      R"({"address":"0x20", "type":"OBJECT", "class":"0x8", "file":"e.rb", "line":18446744073709551613, )"
      R"("generation":1})"
      "\n");
  ASSERT_EQ(heap.kinds->size(), 2U);
  EXPECT_EQ(heap.kind(KindId{0}).line, std::nullopt);
  EXPECT_EQ(heap.kind(KindId{1}).line, -3);
}

TEST(Ruby32, HasShapesWhichAreNoObjects) {
  const Heap heap = heap_of(R"({"address":"0x263005c", "type":"SHAPE", "id":1, "parent_id":0, "depth":2, )"
                            R"("shape_type":"T_OBJECT", "edges":9, "memsize":164})"
                            "\n");
  EXPECT_TRUE(heap.objects.empty());
  EXPECT_EQ(heap.ledger.bad_lines, 0U);
}

TEST(Ruby40, HasNumbersInFlagsAndOwnersOnImemos) {
  const Heap heap = heap_of(
      R"({"address":"0x1306a490", "type":"IMEMO", "slot_size":24, "imemo_type":"fields", "class":"0x1308f060", )"
      R"("memsize":24, "flags":{"wb_protected":true, "age":3, "object_id":16, "shareable":true}})"
      "\n"
      R"({"address":"0x1306a4a8", "type":"IMEMO", "slot_size":24, "imemo_type":"fields", "class":"0x1308f078", )"
      R"("memsize":24, "flags":{"age":0}})"
      "\n");
  EXPECT_EQ(only_kind(heap).klass, kNoAddress);
  EXPECT_EQ(heap.kind_tallies.front().objects, 2U);
}

}  // namespace
}  // namespace heapgate
