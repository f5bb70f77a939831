#include "explain/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;

const std::string kRoot = R"({"type":"ROOT", "root":"vm", "references":["0x10028", "0x99990"]})"
                          "\n";

std::string array(const std::string& address, const std::string& references) {
  return R"({"address":")" + address + R"(", "type":"ARRAY", "references":[)" + references +
         R"(], "memsize":40})" + "\n";
}

const std::string kOne = array("0x10000", R"("0x10028", "0x99990")");
const std::string kTwo = array("0x10028", R"("0x10000", "0x10000", "0x10028")");

class GraphTest : public testing::Test {
 protected:
  Graph graph_of(const std::string& first, const std::string& second) {
    const Heap heap = read_dump(folder_.write("1.json", first));
    folder_.write("1.json", second);
    const NodeIndex nodes(heap.objects);
    return {heap, nodes, 2};
  }
  test::TempFolder folder_;
};

TEST_F(GraphTest, LeavesOutWhatHasNoRecordButCountsIt) {
  const Graph graph = graph_of(kRoot + kOne + kTwo, kRoot + kOne + kTwo);
  EXPECT_THAT(graph.references(0), ElementsAre(1));
  EXPECT_THAT(graph.references(1), ElementsAre(0, 0, 1));
  EXPECT_THAT(graph.listed(), ElementsAre(2, 3));
  ASSERT_EQ(graph.roots().size(), 1U);
  EXPECT_EQ(graph.roots()[0].category, "vm");
  EXPECT_THAT(graph.roots()[0].targets, ElementsAre(1));
}

TEST_F(GraphTest, TheFirstRecordOfAnAddressCounts) {
  const std::string text = kRoot + kOne + kTwo + array("0x10000", R"("0x10000")");
  EXPECT_THAT(graph_of(text, text).references(0), ElementsAre(1));
}

TEST_F(GraphTest, AFileThatIsAnotherNowIsTold) {
  const auto expect_changed = [&](const std::string& now) {
    EXPECT_THROW((void)graph_of(kRoot + kOne + kTwo, now), std::runtime_error) << now;
  };
  expect_changed(kRoot + kOne);
  expect_changed(kRoot + kOne + kTwo + kOne);
  expect_changed("");
}

}  // namespace
}  // namespace heapgate
