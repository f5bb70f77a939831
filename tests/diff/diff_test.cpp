#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

struct Spec {
  int address;
  int generation;  // negative: untraced
  std::string site = "app.rb:1";
  std::string type = "OBJECT";
  std::string klass = "0x8";
  int memsize = 40;
  std::string method = "new";
};

std::string text(const Spec& spec) {
  std::string line = R"({"address":")" + std::string("0x") + std::to_string(spec.address) + R"(", "type":")" +
                     spec.type + R"(", "class":")" + spec.klass + "\"";
  if (spec.generation >= 0) {
    const std::size_t colon = spec.site.rfind(':');
    line += R"(, "file":")" + spec.site.substr(0, colon) + R"(", "line":)" + spec.site.substr(colon + 1) +
            R"(, "method":")" + spec.method + R"(", "generation":)" + std::to_string(spec.generation);
  }
  return line + R"(, "memsize":)" + std::to_string(spec.memsize) + "}\n";
}

constexpr const char* kClasses = R"({"address":"0x8", "type":"CLASS", "class":"0x9", "name":"Cart"})"
                                 "\n"
                                 R"({"address":"0x7", "type":"CLASS", "class":"0x9", "name":"Line"})"
                                 "\n";

Process process(std::initializer_list<std::vector<Spec>> dumps) {
  Process result;
  const auto kinds = std::make_shared<Kinds>();
  for (const auto& dump : dumps) {
    std::string lines = kClasses;
    for (const Spec& spec : dump) lines += text(spec);
    result.heaps.push_back(test::heap_of(lines, kinds));
  }
  return result;
}

Diff diff_of(std::initializer_list<std::vector<Spec>> dumps) {
  const Process one = process(dumps);
  return diff({&one, 1});
}

const Group& group(const Diff& diff, const std::string& class_name, const std::string& file = "app.rb") {
  static const Group none;
  for (const Group& candidate : diff.groups) {
    if (candidate.key.class_name == class_name && candidate.key.file.value_or("") == file) return candidate;
  }
  ADD_FAILURE() << "no group " << class_name;
  return none;
}

TEST(Diff, KeptIsNotInTheFirstDumpAndInEveryLaterOne) {
  const Diff result = diff_of({{{10, 1}}, {{10, 1}, {20, 3}, {30, 3}}, {{10, 1}, {20, 3}, {40, 5}}});
  EXPECT_EQ(group(result, "Cart").kept, (Tally{1, 40}));
  EXPECT_EQ(group(result, "Cart").transient, (Tally{1, 40}));
  EXPECT_EQ(result.totals.kept, (Tally{1, 40}));
}

TEST(Diff, WithFourDumpsKeptMustBeInTheFourthToo) {
  const Diff result = diff_of({{}, {{10, 1}, {20, 1}}, {{10, 1}, {20, 1}}, {{10, 1}}});
  EXPECT_EQ(group(result, "Cart").kept.objects, 1U);
  EXPECT_EQ(group(result, "Cart").transient.objects, 0U);
}

TEST(Diff, AnAddressThatIsUsedAgainIsAnotherObject) {
  // Same address: another generation, site, class and type in the first dump.
  const Diff result = diff_of(
      {{{10, 1}, {20, 1, "lib.rb:9"}, {30, 1, "app.rb:1", "OBJECT", "0x7"}, {40, 1, "app.rb:1", "DATA"}},
       {{10, 2}, {20, 1}, {30, 1}, {40, 1}},
       {{10, 2}, {20, 1}, {30, 1}, {40, 1}}});
  EXPECT_EQ(group(result, "Cart").kept.objects, 4U);
}

TEST(Diff, AnObjectReplacedInTheThirdDumpIsNotKept) {
  const Diff result = diff_of({{}, {{10, 2}}, {{10, 3}}});
  EXPECT_EQ(group(result, "Cart").kept.objects, 0U);
  EXPECT_EQ(group(result, "Cart").transient.objects, 1U);
}

TEST(Diff, UntracedObjectsAreToldByAddressTypeAndClass) {
  const Diff result = diff_of({{{10, -1}}, {{10, -1}, {20, -1}}, {{10, -1}, {20, -1}}});
  EXPECT_EQ(group(result, "Cart", "").kept.objects, 1U);
}

TEST(Diff, CountsLiveInEveryDumpAndBytesAsInTheSecond) {
  const Diff result = diff_of({{{10, 1}},
                               {{10, 1}, {20, 2, "app.rb:1", "OBJECT", "0x8", 100}},
                               {{10, 1}, {20, 2, "app.rb:1", "OBJECT", "0x8", 999}, {30, 3}}});
  const Group& carts = group(result, "Cart");
  ASSERT_EQ(carts.live.size(), 3U);
  EXPECT_EQ(carts.live[0], (Tally{1, 40}));
  EXPECT_EQ(carts.live[1], (Tally{2, 140}));
  EXPECT_EQ(carts.live[2], (Tally{3, 1079}));
  EXPECT_EQ(carts.kept, (Tally{1, 100}));
  EXPECT_EQ(carts.leaked, (Tally{1, 100}));
}

TEST(Diff, TheMethodIsShownButSplitsNoGroup) {
  const Diff result = diff_of({{},
                               {{10, 1, "app.rb:1", "OBJECT", "0x8", 40, "rare"},
                                {20, 1, "app.rb:1", "OBJECT", "0x8", 40, "common"},
                                {30, 1, "app.rb:1", "OBJECT", "0x8", 40, "common"}},
                               {}});
  EXPECT_EQ(group(result, "Cart").live[1].objects, 3U);
  EXPECT_EQ(group(result, "Cart").method, "common");
}

TEST(Diff, AnAddressMayBeAnotherClassInAnotherDump) {
  const std::string object = text({10, 1});
  const std::string other = R"({"address":"0x8", "type":"CLASS", "class":"0x9", "name":"Order"})"
                            "\n";
  const auto kinds = std::make_shared<Kinds>();
  Process one;
  for (const std::string& lines : {kClasses + object, other + object, other + object})
    one.heaps.push_back(test::heap_of(lines, kinds));
  const Diff result = diff({&one, 1});
  EXPECT_EQ(group(result, "Cart").live, (std::vector<Tally>{{1, 40}, {0, 0}, {0, 0}}));
  EXPECT_EQ(group(result, "Order").live, (std::vector<Tally>{{0, 0}, {1, 40}, {1, 40}}));
  EXPECT_EQ(group(result, "Order").kept.objects, 1U);
}

TEST(Diff, HeapsThatDoNotShareTheirKindsAreNotCompared) {
  Process one;
  for (int dump = 0; dump < 3; ++dump) one.heaps.push_back(test::heap_of(kClasses + text({10, 1})));
  EXPECT_THROW((void)diff({&one, 1}), std::invalid_argument);
}

TEST(Diff, AddsProcessesBeforeItComputesWhatLeaked) {
  // Either worker alone grew in one interval only; together they grew in both.
  std::vector<Process> processes;
  processes.push_back(process({{}, {{10, 2}, {20, 2}}, {{10, 2}, {20, 2}}}));
  processes.push_back(process({{}, {}, {{10, 9}, {20, 9}}}));
  const Diff together = diff(processes);
  EXPECT_EQ(group(together, "Cart").live[1].objects, 2U);
  EXPECT_EQ(group(together, "Cart").live[2].objects, 4U);
  EXPECT_EQ(group(together, "Cart").leaked.objects, 2U);
  EXPECT_EQ(diff(std::span(processes).first(1)).totals.leaked.objects, 0U);
}

// Whether their cache grew at all is told by the references.
TEST(Diff, AClassThatDoesNotGrowAsAWholeMayLeakAtOneOfItsSites) {
  std::vector<Spec> first;
  std::vector<Spec> second;
  std::vector<Spec> third;
  for (int i = 0; i < 20; ++i) first.push_back({100 + i, 1, "old.rb:1"});
  for (int i = 0; i < 10; ++i) second.push_back({100 + i, 1, "old.rb:1"});
  for (int i = 0; i < 10; ++i) second.push_back({200 + i, 2, "new.rb:1"});
  for (int i = 0; i < 7; ++i) third.push_back({100 + i, 1, "old.rb:1"});
  for (int i = 0; i < 10; ++i) third.push_back({200 + i, 2, "new.rb:1"});
  for (int i = 0; i < 3; ++i) third.push_back({300 + i, 3, "new.rb:1"});
  const Diff result = diff_of({first, second, third});
  EXPECT_EQ(group(result, "Cart", "new.rb").kept.objects, 10U);
  EXPECT_EQ(group(result, "Cart", "new.rb").leaked.objects, 3U);
  EXPECT_EQ(group(result, "Cart", "new.rb").pattern, Pattern::uneven_leak);
}

TEST(Diff, OrdersGroupsByWhatLeaked) {
  const Diff result = diff_of({{},
                               {{10, 1}, {20, 1, "b.rb:1"}, {21, 1, "b.rb:1"}, {30, 1, "a.rb:1"}},
                               {{10, 1},
                                {20, 1, "b.rb:1"},
                                {21, 1, "b.rb:1"},
                                {22, 2, "b.rb:1"},
                                {23, 2, "b.rb:1"},
                                {30, 1, "a.rb:1"},
                                {31, 2, "a.rb:1"}}});
  ASSERT_GE(result.groups.size(), 3U);
  EXPECT_EQ(result.groups[0].key.file, "b.rb");
  EXPECT_EQ(result.groups[1].key.file, "a.rb");
  EXPECT_EQ(result.groups[2].key.file, "app.rb");
  EXPECT_EQ(result.totals.leaked.objects, 3U);
}

Process captured(const std::string& own) {
  const Spec leaked{0x100, 2};
  const Spec hook{0x200, 2, "/tmp/heapgate-x/hook.rb:9"};
  const Spec more{0x300, 3};
  const Spec more_hook{0x400, 3, "/tmp/heapgate-x/hook.rb:9"};
  Process set = process({{}, {leaked, hook}, {leaked, hook, more, more_hook}});
  for (Heap& heap : set.heaps) heap.ledger.meta = Meta{1, 1, "ruby 3.1", own, {}};
  return set;
}

TEST(Diff, LeavesOutWhatTheCaptureAllocatedItself) {
  const Process set = captured("/tmp/heapgate-x/hook.rb");
  const Diff result = diff({&set, 1});
  EXPECT_EQ(result.totals.leaked.objects, 1U);
  EXPECT_EQ(result.totals.kept.objects, 1U);
  for (const Group& each : result.groups) EXPECT_NE(each.key.file, "/tmp/heapgate-x/hook.rb");
}

TEST(Diff, CountsAFileThatNoMetaFileNames) {
  const Process set = captured("");
  EXPECT_EQ(diff({&set, 1}).totals.leaked.objects, 2U);
}

TEST(Diff, LeavesTheCaptureOutOfClassGrowthToo) {
  const Process with = captured("");
  const Process without = captured("/tmp/heapgate-x/hook.rb");
  EXPECT_EQ(diff_by_class_growth({&with, 1}).totals.leaked.objects, 2U);
  EXPECT_EQ(diff_by_class_growth({&without, 1}).totals.leaked.objects, 1U);
}

}  // namespace
}  // namespace heapgate
