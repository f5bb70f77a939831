#include "explain/node_index.hpp"

#include <gtest/gtest.h>

#include "heap_text.hpp"

namespace heapgate {
namespace {

TEST(NodeIndexTest, FindsEveryObjectByItsAddressAndNothingElse) {
  // Two pages; 4 and 40 bytes apart; the last two share 4 bytes, as only a garbled dump has them.
  std::string text;
  for (const char* address :
       {"0x10000", "0x10004", "0x1002c", "0x1fffc", "0x7f0000020000", "0x7f0000020101", "0x7f0000020102"}) {
    text += std::string(R"({"address":")") + address + R"(", "type":"STRING"})" + "\n";
  }
  const Heap heap = test::heap_of(text);
  const NodeIndex nodes(heap.objects);
  ASSERT_EQ(nodes.size(), 7U);
  Node node = 0;
  for (const Object object : heap.objects) {
    EXPECT_EQ(nodes.find(object.address), node);
    EXPECT_EQ(nodes.address(node), object.address);
    ++node;
  }
  for (const std::uint64_t address : {0ULL, 0x10008ULL, 0x10002ULL, 0x20000ULL, 0x7f0000020100ULL}) {
    EXPECT_EQ(nodes.find(Address{address}), kNoNode) << address;
  }
}

}  // namespace
}  // namespace heapgate
