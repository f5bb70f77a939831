#include "explain/referrers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "dump_lines.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Groups = std::vector<std::size_t>;

// Objects are numbered from 0 on, as their nodes are; kNoLeak: of no group.
class ReferrersTest : public testing::Test {
 protected:
  void object(std::uint32_t group, const std::vector<int>& references = {}) {
    lines_.add({objects_++, "OBJECT", 0, 1, references});
    survivors_.leak.push_back(group);
  }
  std::map<Referrers, std::uint64_t> count(const std::vector<std::pair<Node, Node>>& more = {}) {
    const Heap heap = read_dump(folder_.write("1.json", lines_.text()));
    return count_referrers(Graph(heap, NodeIndex(heap.objects), 1), survivors_, more);
  }

 private:
  test::TempFolder folder_;
  DumpLines lines_;
  Survivors survivors_;
  int objects_ = 0;
};

TEST_F(ReferrersTest, CountsAnObjectOnceForTheGroupsThatReferenceIt) {
  object(0, {3, 3});
  object(1, {3, 4});
  object(kNoLeak, {4, 5});
  object(2);
  object(2);
  object(2);
  EXPECT_THAT(count(), ElementsAre(Pair(Pair(2, Groups{0, 1}), 1), Pair(Pair(2, Groups{1}), 1)));
}

TEST_F(ReferrersTest, WhatOnlyItsOwnGroupReferencesCountsForThoseThatReferenceThat) {
  object(0, {1});
  object(1, {2, 1});
  object(1, {3});
  object(1);
  // One step, not a whole chain: its last link hangs on no entry.
  EXPECT_THAT(count(), ElementsAre(Pair(Pair(1, Groups{0}), 2)));
}

TEST_F(ReferrersTest, WhatOthersReferenceInheritsNothing) {
  object(0, {2});
  object(3, {3});
  object(1, {3});
  object(1);
  EXPECT_THAT(count(), ElementsAre(Pair(Pair(1, Groups{0}), 1), Pair(Pair(1, Groups{3}), 1)));
}

TEST_F(ReferrersTest, TakesReferencesThatTheDumpDoesNotHave) {
  object(0);
  object(1);
  EXPECT_THAT(count(), IsEmpty());
  EXPECT_THAT(count({{0, 1}}), ElementsAre(Pair(Pair(1, Groups{0}), 1)));
}

}  // namespace
}  // namespace heapgate
