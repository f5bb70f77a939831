#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "dump_lines.hpp"
#include "heapgate/explain.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kThreadClass = 1;
constexpr int kFirstThread = 2;
constexpr int kSecondThread = 3;
constexpr int kFirst = 100;

/// References of three dumps, asked of what app.rb:8 allocated.
class RootsTest : public testing::Test {
 protected:
  void read(const std::function<DumpLines(int dump)>& dump_of) {
    const std::vector<Process> processes = test::read_again(folder_, {dump_of(0), dump_of(1), dump_of(2)});
    groups_ = place(diff(processes).groups, {});
    std::vector<GroupKey> watched;
    for (const PlacedGroup& placed : groups_) watched.push_back(placed.group.key);
    const References references(processes, {watched, {}}, {});
    const std::vector<GroupReferences> told = references.groups();
    for (std::size_t i = 0; i < watched.size(); ++i) {
      if (watched[i].line == 8) stepped_ = told[i].stepped;
    }
    leaks_ = references.explain(groups_).leaks;
  }

  test::TempFolder folder_;
  std::vector<PlacedGroup> groups_;
  std::vector<ExplainedLeak> leaks_;
  bool stepped_ = false;
};

// Two threads; what they hold is given by thread and dump.
std::function<DumpLines(int)> threads_with(const std::vector<int>& first, const std::vector<int>& second) {
  return [=](int dump) {
    DumpLines lines;
    lines.root("vm", {kThreadClass, kFirstThread, kSecondThread}).klass(kThreadClass, "Thread");
    const auto add = [&](int thread, const std::vector<int>& counts) {
      std::vector<int> items;
      for (int i = 0; i < counts[static_cast<std::size_t>(dump)]; ++i) {
        const int number = thread * kFirst + i;
        const int came = i < counts[1] ? 2 : 3;
        lines.add({number, "OBJECT", 8, came});
        items.push_back(number);
      }
      lines.add({thread, "DATA", 3, 1, items, 0, kThreadClass});
    };
    add(kFirstThread, first);
    add(kSecondThread, second);
    return lines;
  };
}

TEST_F(RootsTest, ThreadsThatServeForTheFirstTimeStep) {
  read(threads_with({0, 3, 3}, {0, 0, 3}));
  EXPECT_TRUE(stepped_);
}

TEST_F(RootsTest, AThreadThatHoldsMoreAndMoreDoesNotStep) {
  read(threads_with({0, 3, 6}, {0, 0, 0}));
  EXPECT_FALSE(stepped_);
  read(threads_with({0, 3, 6}, {0, 0, 3}));
  EXPECT_FALSE(stepped_);
}

// Of a dump that a forked child wrote: no root leads to the threads.
TEST_F(RootsTest, ThreadsThatNoRootLeadsToRun) {
  read([](int dump) {
    DumpLines lines;
    lines.root("vm", {kThreadClass}).klass(kThreadClass, "Thread");
    for (int i = 0; i < 3 * dump; ++i) {
      lines.add({kFirst + i, "DATA", 8, 2 + i / 3, {2 * kFirst + i}, 0, kThreadClass});
      lines.add({2 * kFirst + i, "OBJECT", 9, 2 + i / 3});
    }
    return lines;
  });
  ASSERT_EQ(leaks_.size(), 1U);
  EXPECT_EQ(groups_[leaks_[0].group].subject(), "Thread app.rb:8");
  ASSERT_EQ(leaks_[0].followers.size(), 1U);
  EXPECT_THAT(leaks_[0].outside, ElementsAre(std::pair("thread", 6)));
  EXPECT_THAT(leaks_[0].holders, IsEmpty());
}

// The links of a chain, of which the last dump has nine more, and one of before.
TEST_F(RootsTest, AChainIsOneStepAndHangsOnWhatIsNoLinkOfIt) {
  constexpr int kQueue = 4;
  read([](int dump) {
    DumpLines lines;
    lines.root("vm", {kQueue});
    const int links = 1 + 4 * dump;
    lines.add({kQueue, "OBJECT", 5, 1, {kFirst}});
    for (int i = 0; i < links; ++i) {
      lines.add({kFirst + i, "OBJECT", 8, i == 0 ? 1 : 2 + (i - 1) / 4,
                 i + 1 < links ? std::vector<int>{kFirst + i + 1} : std::vector<int>{}});
    }
    return lines;
  });
  ASSERT_EQ(leaks_.size(), 1U);
  ASSERT_EQ(leaks_[0].holders.size(), 1U);
  EXPECT_EQ(leaks_[0].holders[0].name, "(internal OBJECT) app.rb:5");
  EXPECT_EQ(leaks_[0].holders[0].held, 8U);
  ASSERT_EQ(leaks_[0].path.size(), 3U);
  EXPECT_EQ(leaks_[0].path[1], "(internal OBJECT) app.rb:5");
  EXPECT_THAT(leaks_[0].path[2], testing::MatchesRegex(".internal OBJECT. app.rb:8( .x [0-9].)?"));
}

TEST_F(RootsTest, TheSymbolTableIsCalledSo) {
  constexpr int kTable = 4;
  read([](int dump) {
    DumpLines lines;
    lines.root("vm", {kTable}).add({kTable, "ARRAY", 0, 1, {5, 6}, 2});
    std::vector<int> texts;
    for (int i = 0; i < 3 * dump; ++i) {
      lines.add({kFirst + i, "STRING", 8, 2 + i / 3});
      texts.push_back(kFirst + i);
    }
    lines.add({5, "ARRAY", 0, 1, {7}, 16}).add({7, "STRING", 0, 1}).add({8, "STRING", 0, 1});
    texts.push_back(8);
    return lines.add({6, "ARRAY", 2, 1, texts, static_cast<int>(texts.size())});
  });
  ASSERT_EQ(leaks_.size(), 1U);
  ASSERT_EQ(leaks_[0].holders.size(), 1U);
  EXPECT_EQ(leaks_[0].holders[0].name, kSymbolTable);
  EXPECT_THAT(leaks_[0].path, ElementsAre("root vm", "the symbol table"));
}

}  // namespace
}  // namespace heapgate
