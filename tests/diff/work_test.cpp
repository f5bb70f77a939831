#include "heapgate/work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Workers 'A', 'B' … with these allocations until each dump.
std::vector<Process> workers(const std::vector<std::vector<std::uint64_t>>& allocated) {
  std::vector<Process> processes;
  for (const auto& counts : allocated) {
    Process& process = processes.emplace_back();
    process.name = std::string(1, static_cast<char>('A' + processes.size() - 1));
    for (const std::uint64_t count : counts) {
      Meta meta;
      meta.allocated_objects = count;
      process.heaps.emplace_back().ledger.meta = meta;
    }
  }
  return processes;
}

TEST(Work, IsDoneByWorkersThatShareTheLoadUnevenly) {
  EXPECT_THAT(idle_spells(workers({{5000, 5900, 6000}, {5000, 5100, 6000}})), IsEmpty());
  EXPECT_THAT(apart(workers({{5000, 5900, 6000}, {5000, 5100, 6000}})), IsEmpty());
}

TEST(Work, IsNotDoneByOneThatAllocatedNextToNothing) {
  const auto processes = workers({{5000, 6000, 6010}, {5000, 5010, 6000}});
  const std::vector<IdleSpell> spells = idle_spells(processes);
  EXPECT_THAT(spells, ElementsAre(IdleSpell{0, 2}, IdleSpell{1, 1}));
  EXPECT_EQ(idle_text(processes, spells),
            "worker 'A' was idle between dumps 2 and 3, worker 'B' was idle between dumps 1 and 2");
}

TEST(Work, IsSummedOfThoseThatAlwaysDidSome) {
  EXPECT_THAT(
      apart(workers({{5000, 6000, 7000}, {5000, 5010, 6000}, {5000, 6000, 7000}, {5000, 6000, 6001}})),
      ElementsAre(0, 1, 0, 2));
}

TEST(Work, BeforeTheFirstDumpIsToldByHowFarAWorkerIsBehind) {
  const auto cold = workers({{9000, 9500, 10000}, {5000, 5500, 6000}});
  EXPECT_THAT(idle_spells(cold), ElementsAre(IdleSpell{1, 0}));
  EXPECT_EQ(idle_text(cold, idle_spells(cold)), "worker 'B' was idle before the first dump");
  // Not by less than a load, nor where it always has the smaller share.
  EXPECT_THAT(idle_spells(workers({{5800, 6300, 6800}, {5000, 5500, 6000}})), IsEmpty());
  EXPECT_THAT(idle_spells(workers({{6300, 7100, 7900}, {5200, 5400, 5600}})), IsEmpty());
}

TEST(Work, IsNamedForEachSpell) {
  const auto processes = workers({{5000, 6000, 7000}, {5000, 5001, 5002}});
  EXPECT_EQ(idle_text(processes, idle_spells(processes)),
            "worker 'B' was idle between dumps 1 and 2 and between dumps 2 and 3");
}

TEST(Work, IsUnknownWithoutMetaFilesAndOfOneProcess) {
  auto processes = workers({{5000, 6000, 6010}, {5000, 5010, 6000}});
  processes[1].heaps[2].ledger.meta->allocated_objects.reset();
  EXPECT_THAT(idle_spells(processes), IsEmpty());
  processes[1].heaps[2].ledger.meta.reset();
  EXPECT_THAT(idle_spells(processes), IsEmpty());
  EXPECT_THAT(idle_spells(workers({{5000, 5000, 6000}})), IsEmpty());
  EXPECT_THAT(idle_spells(workers({{5000, 6000, 100}, {5000, 5010, 6000}})), IsEmpty());
}

}  // namespace
}  // namespace heapgate
