#include "explain/reach.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <vector>

#include "dump_lines.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using testing::ElementsAre;
using testing::IsEmpty;

// Objects are numbered from 0 on, as their nodes are.
class ReachTest : public testing::Test {
 protected:
  DumpLines& root(const char* category, const std::vector<int>& references) {
    return lines_.root(category, references);
  }
  void object(const std::vector<int>& references = {}) {
    lines_.add({objects_++, "OBJECT", 0, 1, references});
  }
  // `old`: the objects that were there before the leak.
  Reach reach(const std::set<int>& old = {}, const std::vector<Node>& threads = {}) {
    return {read(old), survivors_, threads};
  }
  Attachments attachments(const std::vector<Node>& containers, const std::set<int>& old) {
    const Graph& graph = read(old);
    return find_attachments(graph, survivors_, containers);
  }

 private:
  const Graph& read(const std::set<int>& old) {
    const Heap heap = read_dump(folder_.write("1.json", lines_.text()));
    survivors_.same = {std::vector<bool>(heap.objects.size())};
    for (const int number : old) survivors_.same[0][static_cast<std::size_t>(number)] = true;
    graph_ = std::make_unique<Graph>(heap, NodeIndex(heap.objects), 1);
    return *graph_;
  }

  test::TempFolder folder_;
  DumpLines lines_;
  int objects_ = 0;
  Survivors survivors_;
  std::unique_ptr<Graph> graph_;  // which a Reach looks into
};

TEST_F(ReachTest, GoesByTheFewestReferences) {
  root("vm", {0});
  object({1, 2});
  object({3});
  object({1, 3, 4});
  object();
  object();
  const Reach result = reach();
  EXPECT_EQ(result.depth(0), 0U);
  EXPECT_EQ(result.depth(3), 2U);
  EXPECT_EQ(result.parent(0), kNoNode);
  EXPECT_EQ(result.parent(3), 1U);
  EXPECT_THAT(result.path(3), ElementsAre(0, 1, 3));
  EXPECT_THAT(result.path(4), ElementsAre(0, 2, 4));
  EXPECT_EQ(result.root(4), "vm");
}

TEST_F(ReachTest, OfWhatNoRootLeadsToKnowsNothing) {
  root("vm", {0});
  object();
  object({0, 2});
  object({1});
  const Reach result = reach({1, 2});
  for (const Node node : {1U, 2U}) {
    EXPECT_EQ(result.depth(node), kNoNode);
    EXPECT_EQ(result.holder(node), kNoNode);
    EXPECT_EQ(result.parent(node), kNoNode);
    EXPECT_EQ(result.root(node), "");
    EXPECT_THAT(result.path(node), IsEmpty());
  }
}

TEST_F(ReachTest, TheHolderIsTheLastOldObjectOnTheWay) {
  root("vm", {0, 4});
  object({1});
  object({2});
  object({3});
  object();
  object({5});
  object();
  const Reach result = reach({0, 1});
  EXPECT_EQ(result.holder(0), 0U);
  EXPECT_EQ(result.holder(1), 1U);
  EXPECT_EQ(result.holder(2), 1U);
  EXPECT_EQ(result.holder(3), 1U);
  EXPECT_EQ(result.holder(4), kNoNode);
  EXPECT_EQ(result.holder(5), kNoNode);
}

TEST_F(ReachTest, OfTwoRootsTheFirstCounts) {
  root("vm", {1});
  root("global_tbl", {0});
  object({2});
  object({2});
  object();
  const Reach result = reach();
  EXPECT_THAT(result.path(2), ElementsAre(1, 2));
  EXPECT_EQ(result.root(2), "vm");
  EXPECT_EQ(result.root(0), "global_tbl");
}

TEST_F(ReachTest, TheMachineStackComesBehindLongerWays) {
  root("machine_context", {2, 3});
  root("vm", {0});
  object({1});
  object({2});
  object();
  object();
  const Reach result = reach();
  EXPECT_EQ(result.depth(2), 2U);
  EXPECT_EQ(result.root(2), "vm");
  EXPECT_EQ(result.depth(3), 0U);
  EXPECT_EQ(result.root(3), "machine_context");
}

TEST_F(ReachTest, ThreadsComeLast) {
  root("machine_context", {0});
  object({1});
  object({3});
  object({3, 4});
  object();
  object();
  const Reach result = reach({}, {2, 1});
  EXPECT_EQ(result.root(1), "machine_context");
  EXPECT_EQ(result.depth(1), 1U);
  EXPECT_EQ(result.root(3), "machine_context");
  EXPECT_EQ(result.root(2), "thread");
  EXPECT_EQ(result.depth(2), 0U);
  EXPECT_THAT(result.path(4), ElementsAre(2, 4));
  EXPECT_EQ(reach().root(4), "");
}

TEST_F(ReachTest, WhatHangsOnAContainerIsFoundThroughNewObjectsOnly) {
  object({1, 3});
  object({2, 0});
  object();
  object({4});
  object();
  object({2});
  const Attachments result = attachments({0}, {0, 3});
  EXPECT_THAT(result.on, ElementsAre(0, 0, 0, kNoNode, kNoNode, kNoNode));
  EXPECT_THAT(result.parent, ElementsAre(kNoNode, 0, 1, kNoNode, kNoNode, kNoNode));
}

TEST_F(ReachTest, WhatHangsOnTwoContainersBelongsToTheNearerElseToTheFirst) {
  object({2, 3});
  object({2, 4});
  object();
  object({4});
  object();
  EXPECT_THAT(attachments({0, 1}, {0, 1}).on, ElementsAre(0, 1, 0, 0, 1));
  EXPECT_THAT(attachments({1, 0}, {0, 1}).on, ElementsAre(0, 1, 1, 0, 1));
}

}  // namespace
}  // namespace heapgate
