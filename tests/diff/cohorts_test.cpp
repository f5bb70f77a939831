#include "diff/cohorts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "heap_text.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr int kUntraced = -1;

// An ARRAY of app.rb:`line`; untraced ones have no site.
struct Item {
  int number = 0;
  int generation = 1;
  int line = 1;
  int length = 0;
  int memsize = 40;
};
using Dump = std::vector<Item>;

std::string text(const Dump& dump) {
  std::string lines;
  for (const Item& item : dump) {
    char address[24];
    // Some on each page, so that the addresses can be shared out.
    std::snprintf(address, sizeof address, "0x%x", 0x10000 + item.number * 0x1000);
    lines += R"({"address":")" + std::string(address) + R"(", "type":"ARRAY", "length":)" +
             std::to_string(item.length) + R"(, "memsize":)" + std::to_string(item.memsize);
    if (item.generation != kUntraced) {
      lines += R"(, "file":"app.rb", "line":)" + std::to_string(item.line) + R"(, "generation":)" +
               std::to_string(item.generation);
    }
    lines += "}\n";
  }
  return lines;
}

class CohortsTest : public testing::Test {
 protected:
  void read(const std::vector<Dump>& dumps) {
    const auto kinds = std::make_shared<Kinds>();
    heaps_.clear();
    for (const Dump& dump : dumps) heaps_.push_back(test::heap_of(text(dump), kinds));
    index_ = {};
    groups_ = index_.add(heaps_);
  }
  Cohorts count(unsigned threads = 1) {
    std::vector<GroupedHeap> grouped;
    for (std::size_t i = 0; i < heaps_.size(); ++i) grouped.push_back({&heaps_[i], &groups_[i]});
    return count_cohorts(grouped, index_.size(), {}, threads);
  }
  // Of each group of which there is something to tell.
  [[nodiscard]] std::vector<std::string> told(const Cohorts& cohorts) const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < cohorts.groups.size(); ++i) {
      const auto& [kept, transient, replaced] = cohorts.groups[i];
      if (kept.objects + transient.objects == 0) continue;
      result.push_back(name(static_cast<GroupId>(i)) + ": kept " + words(kept) + ", transient " +
                       words(transient) + ", replaced " + std::to_string(replaced));
    }
    return result;
  }
  [[nodiscard]] std::vector<std::string> grown(const Cohorts& cohorts) const {
    std::vector<std::string> result;
    for (const auto& [group, in_place] : cohorts.in_place) {
      std::string line = name(group) + ": " + std::to_string(in_place.grown.objects) + " grew by " +
                         std::to_string(in_place.grown.items) + " items, " +
                         std::to_string(in_place.grown.bytes) + " bytes:";
      for (const Tally& contents : in_place.contents) line += " " + words(contents);
      result.push_back(line);
    }
    return result;
  }
  std::vector<std::string> told_of(const std::vector<Dump>& dumps) {
    read(dumps);
    return told(count());
  }
  std::vector<std::string> grown_in(const std::vector<Dump>& dumps) {
    read(dumps);
    return grown(count());
  }

 private:
  static std::string words(const Tally& tally) {
    return std::to_string(tally.objects) + "/" + std::to_string(tally.bytes);
  }
  [[nodiscard]] std::string name(GroupId group) const {
    const GroupKey key = index_.key(group);
    return key.line ? "line " + std::to_string(*key.line) : "untraced";
  }

  std::vector<Heap> heaps_;
  GroupIndex index_;
  std::vector<KindGroups> groups_;
};

TEST_F(CohortsTest, KeptIsInEveryDumpButTheFirstAndTransientInTheSecondOnly) {
  EXPECT_THAT(told_of({{{1}}, {{1}, {2, 2}, {3, 2, 1, 0, 80}, {4, 2}}, {{1}, {2, 2}, {4, 3}, {5, 3}}}),
              ElementsAre("line 1: kept 1/40, transient 2/120, replaced 0"));
}

TEST_F(CohortsTest, AnotherGenerationOrGroupIsAnotherObject) {
  EXPECT_THAT(told_of({{{1, 1}, {2, 1, 7}}, {{1, 2}, {2, 1}}, {{1, 2}, {2, 1}}}),
              ElementsAre("line 1: kept 2/80, transient 0/0, replaced 0"));
  // Twin: the same objects.
  EXPECT_THAT(told_of({{{1, 2}, {2, 1}}, {{1, 2}, {2, 1}}, {{1, 2}, {2, 1}}}), IsEmpty());
}

TEST_F(CohortsTest, CountsEachGroupApart) {
  EXPECT_THAT(told_of({{}, {{1, 2, 1}, {2, 2, 5}, {3, kUntraced}}, {{1, 2, 1}, {3, kUntraced}}}),
              ElementsAre("line 1: kept 1/40, transient 0/0, replaced 0",
                          "line 5: kept 0/0, transient 1/40, replaced 0",
                          "untraced: kept 1/40, transient 0/0, replaced 0"));
}

TEST_F(CohortsTest, ReplacedIsWhatCameAfterTheFirstCollectionOfTheInterval) {
  EXPECT_THAT(told_of({{{1, 5}}, {{1, 5}, {2, 6}, {3, 7}, {4, 8}, {5, kUntraced}}, {{1, 5}}}),
              ElementsAre("line 1: kept 0/0, transient 3/120, replaced 2",
                          "untraced: kept 0/0, transient 1/40, replaced 0"));
  // Kept ones are not.
  EXPECT_THAT(told_of({{{1, 5}}, {{2, 7}}, {{2, 7}}}),
              ElementsAre("line 1: kept 1/40, transient 0/0, replaced 0"));
}

TEST_F(CohortsTest, NothingIsReplacedThatNoGenerationOfTheFirstDumpTells) {
  EXPECT_THAT(told_of({{{1, kUntraced}}, {{2, 7}}, {}}),
              ElementsAre("line 1: kept 0/0, transient 1/40, replaced 0"));
}

TEST_F(CohortsTest, OfFourDumpsKeptIsInTheThirdAndTheFourth) {
  const Item kept{2, 2};
  const Item gone_from_third{3, 2};
  const Item gone_from_fourth{4, 2};
  EXPECT_THAT(told_of({{{1}},
                       {{1}, kept, gone_from_third, gone_from_fourth},
                       {{1}, kept, gone_from_fourth},
                       {{1}, kept, gone_from_third}}),
              ElementsAre("line 1: kept 1/40, transient 1/40, replaced 0"));
}

TEST_F(CohortsTest, GrownIsWhatEveryDumpHasAndHoldsMore) {
  // The second stays as large, the third is replaced, the fourth shrinks.
  EXPECT_THAT(grown_in({{{1, 1, 1, 10}, {2, 1, 2, 5}, {3, 1, 3, 1}, {4, 1, 4, 9}},
                        {{1, 1, 1, 14, 80}, {2, 1, 2, 5}, {3, 1, 3, 2}, {4, 1, 4, 6}},
                        {{1, 1, 1, 18, 120}, {2, 1, 2, 5}, {3, 9, 3, 3}, {4, 1, 4, 3}}}),
              ElementsAre("line 1: 1 grew by 4 items, 40 bytes: 10/40 14/80 18/120"));
}

TEST_F(CohortsTest, SeesGrowthOfWhatIsTooBigForItsColumn) {
  EXPECT_THAT(grown_in({{{1, 1, 1, 5000}}, {{1, 1, 1, 6000}}, {{1, 1, 1, 7000}}}),
              ElementsAre("line 1: 1 grew by 1000 items, 0 bytes: 5000/40 6000/40 7000/40"));
}

TEST_F(CohortsTest, OfFourDumpsSeesGrowthThatBeginsAfterTheSecond) {
  read({{{1, 1, 1, 10}}, {{1, 1, 1, 10}}, {{1, 1, 1, 20}}, {{1, 1, 1, 30}}});
  EXPECT_EQ(count().in_place.size(), 1U);
  read({{{1, 1, 1, 10}}, {{1, 1, 1, 10}}, {{1, 1, 1, 10}}, {{1, 1, 1, 10}}});
  EXPECT_EQ(count().in_place.size(), 0U);
}

// Every share of the addresses has some of each kind of object.
TEST_F(CohortsTest, SharesOfSeveralThreadsAddUpToWhatOneCounts) {
  std::vector<Dump> dumps(4);
  for (int number = 0; number < 600; ++number) {
    const int line = number % 3;
    for (int dump = 0; dump < 4; ++dump) {
      const bool is_old = number % 5 == 0;
      const bool is_there =
          is_old || (dump > 0 && (number % 5 != 2 || dump == 1) && (number % 5 != 3 || dump < 3));
      if (is_there)
        dumps[static_cast<std::size_t>(dump)].push_back(
            {number, is_old ? 1 : 4, line, is_old ? 10 * dump : 0});
    }
  }
  read(dumps);
  const Cohorts one = count(1);
  EXPECT_THAT(told(one), UnorderedElementsAre("line 0: kept 80/3200, transient 40/1600, replaced 40",
                                              "line 1: kept 80/3200, transient 40/1600, replaced 40",
                                              "line 2: kept 80/3200, transient 40/1600, replaced 40"));
  EXPECT_EQ(grown(one).size(), 3U);
  for (const unsigned threads : {2U, 3U, 16U, 50U}) {
    const Cohorts several = count(threads);
    EXPECT_EQ(told(several), told(one)) << threads;
    EXPECT_EQ(grown(several), grown(one)) << threads;
  }
}

}  // namespace
}  // namespace heapgate
