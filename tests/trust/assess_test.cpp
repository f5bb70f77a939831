#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "heapgate/trust.hpp"
#include "heaps.hpp"

namespace heapgate {
namespace {

using test::DumpText;

// A quiet process: 100 untraced classes, 400 traced objects, and `fresh` new ones a dump.
DumpText healthy(int dump, int generation) {
  DumpText text = DumpText().root();
  text.klass(5000, "Object");
  for (int slot = 0; slot < 100; ++slot) text.klass(slot, "C" + std::to_string(slot));
  for (int slot = 100; slot < 500; ++slot) text.object(slot, slot % 8);
  for (int i = 1; i <= dump; ++i) text.object(500 + i, generation - (dump - i) * 4);
  return text;
}

Process process_of(std::vector<Heap> heaps) {
  Process process;
  process.heaps = std::move(heaps);
  return process;
}

std::vector<Heap> heaps(const DumpText& a, const DumpText& b, const DumpText& c) {
  std::vector<Heap> result;
  result.push_back(a.heap("1"));
  result.push_back(b.heap("2"));
  result.push_back(c.heap("3"));
  return result;
}

Assessment assessed(const DumpText& a, const DumpText& b, const DumpText& c, const TrustPolicy& policy = {}) {
  const Process process = process_of(heaps(a, b, c));
  return assess({&process, 1}, policy);
}

// The names of the checks with this status, in order.
std::string named(const Assessment& assessment, TrustStatus status) {
  std::string names;
  for (const TrustFinding& finding : assessment.findings) {
    if (finding.status == status) names += (names.empty() ? "" : " ") + std::string(to_string(finding.check));
  }
  return names;
}

const DumpText kFirst = healthy(1, 10);
const DumpText kSecond = healthy(2, 14);
const DumpText kThird = healthy(3, 18);

TEST(Assess, AHealthySetPassesEveryCheck) {
  const Assessment assessment = assessed(kFirst, kSecond, kThird);
  EXPECT_TRUE(assessment.can_judge);
  EXPECT_FALSE(assessment.identity_lost);
  EXPECT_EQ(named(assessment, TrustStatus::ok),
            "readable count dump lines complete quiet distinct boot worker compaction order tracing gc "
            "process classes load");
}

TEST(Assess, NamesTheCauseAndNotItsConsequences) {
  DumpText other_boot = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 400; ++slot) other_boot.object(slot, slot % 8, "x.rb:1");
  EXPECT_EQ(named(assessed(kFirst, kSecond, other_boot), TrustStatus::fail), "boot");
  EXPECT_EQ(named(assessed(kFirst, kThird, kSecond), TrustStatus::fail), "order");
  EXPECT_EQ(named(assessed(kFirst, kSecond, kSecond), TrustStatus::fail), "distinct");
  EXPECT_EQ(named(assessed(kFirst, kSecond, kFirst), TrustStatus::fail), "distinct");
}

TEST(Assess, AnotherWorkerHoldsOtherObjectsOfTheSameGeneration) {
  DumpText sibling = healthy(3, 18);
  DumpText first = healthy(1, 10);
  DumpText second = healthy(2, 14);
  for (int slot = 600; slot < 603; ++slot) {
    second.object(slot, 9, "a.rb:1");
    sibling.object(slot, 9, "b.rb:1");
  }
  const Assessment assessment = assessed(first, second, sibling);
  EXPECT_EQ(named(assessment, TrustStatus::fail), "worker");
  EXPECT_FALSE(assessment.same_process);
}

TEST(Assess, CompactionThatKeepsTheTraceMovesTheOldest) {
  DumpText moved = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 100; ++slot) moved.klass(slot, "C" + std::to_string(slot));
  for (int slot = 100; slot < 500; ++slot)
    moved.object(slot, slot % 8, slot % 2 == 0 ? "app.rb:1" : "b.rb:1");
  moved.object(700, 18);
  const Assessment assessment = assessed(kFirst, kSecond, moved);
  EXPECT_EQ(named(assessment, TrustStatus::fail), "compaction");
  EXPECT_TRUE(assessment.same_process);
  EXPECT_TRUE(assessment.identity_lost);
}

TEST(Assess, UntracedNewObjectsAreCompactionIfTheGenerationRoseAndAStopIfItStands) {
  DumpText rose = healthy(3, 18);
  DumpText stands = healthy(2, 14);
  for (int slot = 700; slot < 721; ++slot) {
    rose.object(slot, -1);
    stands.object(slot, -1);
  }
  EXPECT_EQ(named(assessed(kFirst, kSecond, rose), TrustStatus::fail), "compaction");
  EXPECT_EQ(named(assessed(kFirst, kSecond, stands), TrustStatus::fail), "tracing");
}

TEST(Assess, AFewUntracedObjectsCountInABigHeapToo) {
  DumpText first = healthy(1, 10);
  DumpText second = healthy(2, 14);
  DumpText third = healthy(3, 18);
  for (DumpText* dump : {&first, &second, &third}) {
    for (int slot = 10000; slot < 40000; ++slot) dump->object(slot, 1);
  }
  for (int slot = 700; slot < 721; ++slot) third.object(slot, -1);
  const Assessment assessment = assessed(first, second, third);
  // So few new ones beside them are no load.
  EXPECT_EQ(named(assessment, TrustStatus::fail), "compaction load");
  EXPECT_NE(assessment.findings[9].message.find("the heap was compacted, or tracing was stopped: 21 of"),
            std::string::npos);
}

TEST(Assess, ADeadObjectsSiteOnANewOneTellsThatTracingWasStopped) {
  DumpText second = healthy(2, 14);
  DumpText third = healthy(3, 18);
  for (int slot = 600; slot < 603; ++slot) {
    second.object(slot, 9, "a.rb:1", "STRING");
    third.object(slot, 9, "a.rb:1", "ARRAY").object(slot + 100, -1);
  }
  EXPECT_EQ(named(assessed(kFirst, second, third), TrustStatus::fail), "tracing");
  // Without any untraced object it is a sibling, which a later check names.
  DumpText sibling = healthy(3, 18);
  for (int slot = 600; slot < 603; ++slot) sibling.object(slot, 9, "a.rb:1", "ARRAY");
  EXPECT_EQ(named(assessed(kFirst, second, sibling), TrustStatus::fail), "process");
}

TEST(Assess, ARestartOfTheTracingForgetsObjectsWhereTheyAre) {
  DumpText restarted = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 100; ++slot) restarted.klass(slot, "C" + std::to_string(slot));
  for (int slot = 100; slot < 500; ++slot) restarted.object(slot, -1);
  for (int slot = 700; slot < 750; ++slot) restarted.object(slot, -1);
  restarted.object(800, 18);
  EXPECT_EQ(named(assessed(kFirst, kSecond, restarted), TrustStatus::fail), "tracing");
}

TEST(Assess, TracingThatBeginsBetweenTwoDumpsIsNamed) {
  DumpText untraced = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 100; ++slot) untraced.klass(slot, "C" + std::to_string(slot));
  const Assessment assessment = assessed(untraced, kSecond, kThird);
  EXPECT_EQ(named(assessment, TrustStatus::fail), "tracing");
  EXPECT_EQ(named(assessment, TrustStatus::warn), "");
}

TEST(Assess, WithoutACollectionBetweenTheGenerationStands) {
  EXPECT_EQ(named(assessed(kFirst, kSecond, healthy(2, 14).object(900, 3)), TrustStatus::fail), "gc");
}

TEST(Assess, OldObjectsThatTheEarlierDumpLacksAreOfAnotherProcess) {
  DumpText other = healthy(3, 18);
  for (int slot = 800; slot < 803; ++slot) other.object(slot, 4);
  EXPECT_EQ(named(assessed(kFirst, kSecond, other), TrustStatus::fail), "process");
}

TEST(Assess, ReloadedClassesAreAWarning) {
  DumpText reloaded = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 90; ++slot) reloaded.klass(slot, "C" + std::to_string(slot));
  for (int slot = 100; slot < 500; ++slot) reloaded.object(slot, slot % 8);
  reloaded.object(501, 10).object(502, 14).object(503, 18);
  const Assessment assessment = assessed(kFirst, kSecond, reloaded);
  EXPECT_EQ(named(assessment, TrustStatus::warn), "classes");
  EXPECT_TRUE(assessment.can_judge);
}

TEST(Assess, AnUntracedSetSaysWhatCannotBeTold) {
  std::vector<DumpText> dumps;
  for (int dump = 1; dump <= 3; ++dump) {
    dumps.push_back(DumpText().root().klass(5000, "Object"));
    for (int slot = 0; slot < 100; ++slot) dumps.back().object(slot + dump, -1);
  }
  const Assessment assessment = assessed(dumps[0], dumps[1], dumps[2]);
  EXPECT_TRUE(assessment.can_judge);
  EXPECT_EQ(named(assessment, TrustStatus::warn), "worker order tracing");
  EXPECT_EQ(named(assessment, TrustStatus::ok),
            "readable count dump lines complete quiet distinct boot classes load");
}

TEST(Assess, APolicySoftensAndSharpensOnPurpose) {
  const Assessment softened = assessed(kFirst, kThird, kSecond, {{TrustCheck::order, TrustStatus::warn}});
  EXPECT_EQ(named(softened, TrustStatus::warn), "order");
  EXPECT_TRUE(softened.can_judge);
  DumpText reloaded = DumpText().root().klass(5000, "Object");
  for (int slot = 0; slot < 90; ++slot) reloaded.klass(slot, "C" + std::to_string(slot));
  for (int slot = 100; slot < 500; ++slot) reloaded.object(slot, slot % 8);
  reloaded.object(501, 10).object(502, 14).object(503, 18);
  EXPECT_EQ(named(assessed(kFirst, kSecond, reloaded, {{TrustCheck::classes, TrustStatus::fail}}),
                  TrustStatus::fail),
            "classes");
}

TEST(Assess, AMetaFileThatNamesAnotherPidFails) {
  std::vector<Heap> set = heaps(kFirst, kSecond, kThird);
  set[0].ledger.meta = Meta{100, 10, "ruby 3.1"};
  set[1].ledger.meta = Meta{100, 14, "ruby 3.1"};
  set[2].ledger.meta = Meta{101, 18, "ruby 3.1"};
  const Process process = process_of(std::move(set));
  const Assessment assessment = assess({&process, 1}, {});
  EXPECT_EQ(named(assessment, TrustStatus::fail), "process");
  EXPECT_EQ(assessment.findings[assessment.findings.size() - 5].message,
            "2 -> 3: another process: its meta file says pid 101, the earlier one's 100; take all dumps of "
            "one process");
}

TEST(Assess, ABrokenDumpIsNotComparedWithItsNeighbours) {
  const Assessment assessment = assessed(kFirst, DumpText(kSecond).raw("{"), kThird);
  EXPECT_EQ(named(assessment, TrustStatus::fail), "complete");
  EXPECT_EQ(named(assessment, TrustStatus::ok), "readable count dump quiet");
}

TEST(Assess, FilesThatAreNoDumpsCannotBeWavedThrough) {
  const auto checks = overridable_checks();
  for (const TrustCheck check : {TrustCheck::readable, TrustCheck::count, TrustCheck::dump}) {
    EXPECT_EQ(std::find(checks.begin(), checks.end(), check), checks.end()) << to_string(check);
  }
  EXPECT_EQ(checks.size(), 14U);
}

}  // namespace
}  // namespace heapgate
