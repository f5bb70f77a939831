#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

constexpr const char* kClasses = R"({"address":"0x8", "type":"CLASS", "class":"0x9", "name":"Array"})"
                                 "\n"
                                 R"({"address":"0x7", "type":"CLASS", "class":"0x9", "name":"String"})"
                                 "\n";

struct Line {
  int address;
  int generation;
  std::uint64_t held;
  std::uint64_t memsize;
  std::string type = "ARRAY";
};

std::string text(const Line& line) {
  const bool is_text = line.type == "STRING";
  const std::string held = line.type == "OBJECT" ? ""
                           : is_text             ? R"("bytesize":)" + std::to_string(line.held) + ", "
                                                 : R"("length":)" + std::to_string(line.held) + ", ";
  return R"({"address":"0x)" + std::to_string(line.address) + R"(", "type":")" + line.type +
         R"(", "class":")" + (is_text ? "0x7" : "0x8") + "\", " + held +
         R"("file":"app.rb", "line":3, "generation":)" + std::to_string(line.generation) + R"(, "memsize":)" +
         std::to_string(line.memsize) + "}\n";
}

using Dumps = std::vector<std::vector<Line>>;

Group only_group(const Dumps& dumps) {
  Process process;
  const auto kinds = std::make_shared<Kinds>();
  for (const auto& dump : dumps) {
    std::string lines = kClasses;
    for (const Line& line : dump) lines += text(line);
    // So that the dump's generation is told.
    lines += R"({"address":"0x9990", "type":"OBJECT", "file":"z.rb", "generation":)" +
             std::to_string(10 * (process.heaps.size() + 1)) + "}\n";
    process.heaps.push_back(test::heap_of(lines, kinds));
  }
  const Diff result = diff({&process, 1});
  for (const Group& group : result.groups) {
    if (group.key.file == "app.rb") return group;
  }
  ADD_FAILURE();
  return {};
}

TEST(Contents, GrowByTheSmallestGrowthOfEachObject) {
  const Group group = only_group({{{10, 1, 5, 100}, {20, 1, 0, 40}, {30, 1, 900, 80}},
                                  {{10, 1, 305, 700}, {20, 1, 10, 40}, {30, 1, 900, 80}},
                                  {{10, 1, 600, 900}, {20, 1, 30, 40}, {30, 1, 900, 80}}});
  EXPECT_EQ(group.grown, (Grown{2, 305, 200}));
  EXPECT_EQ(group.pattern, Pattern::growing);
  EXPECT_EQ(group.contents, (std::vector<Tally>{{5, 140}, {315, 740}, {630, 940}}));
}

TEST(Contents, DoNotGrowInOneIntervalOrInAnObjectThatIsNotInAllDumps) {
  EXPECT_EQ(only_group({{{10, 1, 5, 100}}, {{10, 1, 305, 700}}, {{10, 1, 305, 700}}}).grown, Grown{});
  EXPECT_EQ(only_group({{{10, 1, 5, 100}}, {{10, 1, 4, 100}}, {{10, 1, 305, 700}}}).grown, Grown{});
  // Another object at the same address.
  EXPECT_EQ(only_group({{{10, 1, 5, 100}}, {{10, 1, 305, 700}}, {{10, 25, 600, 900}}}).grown, Grown{});
}

TEST(Contents, OfATextAreItsBytes) {
  const Group group = only_group(
      {{{10, 1, 1000, 1040, "STRING"}}, {{10, 1, 2000, 4136, "STRING"}}, {{10, 1, 3000, 4136, "STRING"}}});
  EXPECT_EQ(group.grown, (Grown{1, 1000, 1000}));
}

TEST(Contents, OfAnythingElseAreItsMemory) {
  const Group group =
      only_group({{{10, 1, 0, 1000, "OBJECT"}}, {{10, 1, 0, 6000, "OBJECT"}}, {{10, 1, 0, 11000, "OBJECT"}}});
  EXPECT_EQ(group.grown, (Grown{1, 0, 5000}));
}

TEST(Contents, OfFiveDumpsLevelOffOrBeginLate) {
  const auto held = [](const std::vector<std::uint64_t>& items) {
    Dumps dumps;
    for (const std::uint64_t number : items) dumps.push_back({{10, 1, number, 40}});
    return only_group(dumps);
  };
  EXPECT_EQ(held({225, 349, 417, 455, 476}).pattern, Pattern::levels_off);
  EXPECT_EQ(held({225, 349, 417, 455, 476}).grown, Grown{});
  EXPECT_NEAR(static_cast<double>(held({225, 349, 417, 455, 476}).level), 500, 5);
  EXPECT_EQ(held({5, 5, 5, 305, 605}).grown, (Grown{1, 300, 0}));
}

// As many objects, each a larger copy of the one before.
Group copied(int generation_within) {
  Dumps dumps;
  for (int dump = 0; dump < 3; ++dump) {
    const std::uint64_t items = 300 * static_cast<std::uint64_t>(dump + 1);
    dumps.push_back({{10 + 10 * dump, 10 * dump + generation_within, items, 40 + 8 * items}});
  }
  return only_group(dumps);
}

TEST(Contents, GrowThoughTheirHolderIsReplaced) {
  EXPECT_EQ(copied(8).grown, (Grown{1, 300, 2400}));
  EXPECT_EQ(copied(8).pattern, Pattern::growing);
  // Made when the interval began, as a batch is: its items are no sign of a list that grows.
  EXPECT_EQ(copied(1).grown, (Grown{1, 0, 2400}));
}

// `sizes` objects in the dumps, all of them new in each.
Group rebuilt(const std::vector<int>& sizes, int generation_within) {
  Dumps dumps;
  int address = 1;
  for (const int size : sizes) {
    auto& dump = dumps.emplace_back();
    const int generation = 10 * (static_cast<int>(dumps.size()) - 1) + generation_within;
    for (int i = 0; i < size; ++i) dump.push_back({10 * address++, generation, 2, 40});
  }
  return only_group(dumps);
}

TEST(Contents, GrowThoughAllObjectsAreReplacedByMore) {
  const Group group = rebuilt({60, 120, 180}, 8);
  EXPECT_EQ(group.leaked, Tally{});
  EXPECT_EQ(group.grown, (Grown{60, 60, 2400}));
  EXPECT_EQ(group.pattern, Pattern::growing);
}

TEST(Contents, DoNotGrowWhereWhatIsReplacedGrowsUnevenlyOrIsMadeOnce) {
  EXPECT_EQ(rebuilt({60, 120, 210}, 8).grown, Grown{});
  EXPECT_EQ(rebuilt({60, 120, 100}, 8).grown, Grown{});
  EXPECT_EQ(rebuilt({60, 120, 180}, 1).grown, Grown{});
}

}  // namespace
}  // namespace heapgate
