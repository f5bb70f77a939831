// What the gate did not see: unread lines, no load, ended workers, the capture's own objects.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "heaps.hpp"
#include "trust/checks.hpp"

namespace heapgate {
namespace {

using test::DumpText;

// `lost` lines whose object is not known, and `rescued` ones with a broken method.
Heap broken(int lost, int rescued = 0) {
  DumpText text = DumpText().root();
  for (int slot = 0; slot < 500; ++slot) text.object(slot, 1);
  for (int slot = 500; slot < 500 + lost; ++slot)
    text.raw(R"({"address":")" + DumpText::address(slot) +
             R"(", "type":"OBJECT", "class":0x8", "memsize":40})"
             "\n");
  for (int slot = 700; slot < 700 + rescued; ++slot)
    text.raw(R"({"address":")" + DumpText::address(slot) +
             R"(", "type":"OBJECT", "class":"0x8", "file":"a.rb", "line":1, "method":"a"b", "generation":1})"
             "\n");
  return text.heap();
}

Process process_of(std::vector<Heap> heaps) {
  Process process;
  process.heaps = std::move(heaps);
  return process;
}

Process of_lost(const std::vector<int>& lost) {
  std::vector<Heap> heaps;
  for (const int count : lost) heaps.push_back(broken(count));
  return process_of(std::move(heaps));
}

std::string lines_of(const std::vector<Process>& processes) {
  const MaybeProblem problem = check_lines(processes);
  return problem ? std::string(to_string(problem->status)) + ": " + problem->message : "";
}

TEST(CheckLines, TellsWhatWasRescued) {
  EXPECT_EQ(lines_of({of_lost({0, 0, 0})}), "");
  std::vector<Heap> heaps;
  for (const int count : {1, 2, 3}) heaps.push_back(broken(0, count));
  std::vector<Process> processes;
  processes.push_back(process_of(std::move(heaps)));
  EXPECT_EQ(
      lines_of(processes),
      "ok: 6 objects with a broken \"method\" were read but for that (Ruby 3.0 and 3.1 write garbage for a "
      "method name that is not ASCII)");
}

TEST(CheckLines, FailsWhereTheyGrowAtAnyShare) {
  EXPECT_EQ(lines_of({of_lost({1, 2, 3})}),
            "fail: lines that cannot be read grow with the load (1 → 2 → 3), broken in \"class\": what leaks "
            "may be in "
            "them");
  EXPECT_EQ(lines_of({of_lost({5, 5, 6})}), "warn: 5 → 5 → 6 lines cannot be read, broken in \"class\"");
  EXPECT_EQ(lines_of({of_lost({5, 5, 5})}), "warn: 5 → 5 → 5 lines cannot be read, broken in \"class\"");
}

TEST(CheckLines, WarnsOfLinesThatTheFastParserMisread) {
  const std::string misread =
      "the fast parser misread 3 of the lines that simdjson read as well (one in 1024), so it may have "
      "misread "
      "others; please report this";
  Process process = of_lost({0, 0, 0});
  process.heaps[0].ledger.disagreements = 1;
  process.heaps[2].ledger.disagreements = 2;
  EXPECT_EQ(lines_of({process}), "warn: " + misread);
  Process broken_too = of_lost({5, 5, 6});
  broken_too.heaps[1].ledger.disagreements = 3;
  EXPECT_EQ(lines_of({broken_too}),
            "warn: " + misread + "; 5 → 5 → 6 lines cannot be read, broken in \"class\"");
  Process growing = of_lost({1, 2, 3});
  growing.heaps[1].ledger.disagreements = 3;
  EXPECT_EQ(lines_of({growing}).substr(0, 5), "fail:");
}

TEST(CheckLines, AddsThemOverProcessesAndSeesEach) {
  EXPECT_NE(lines_of({of_lost({1, 1, 2}), of_lost({1, 2, 2})}).find("(2 → 3 → 4)"), std::string::npos);
  EXPECT_NE(lines_of({of_lost({1, 2, 3}), of_lost({3, 2, 1})}).find("(1 → 2 → 3)"), std::string::npos);
}

// Nothing is newer than the first dump, so that 21 lines are more than all that is new.
TEST(CheckLines, FailsWhereTheyAreMuchOfWhatIsNew) {
  EXPECT_EQ(lines_of({of_lost({20, 20, 20})}).substr(0, 5), "warn:");
  EXPECT_EQ(lines_of({of_lost({21, 21, 21})}),
            "fail: 21 of 21 (100.0 %) of the lines and objects that came since the first dump cannot be "
            "read, broken "
            "in \"class\"");
}

Heap counted(std::optional<std::uint64_t> allocated, int objects = 10, int generation = 1) {
  DumpText text = DumpText().root();
  for (int slot = 0; slot < objects; ++slot) text.object(slot, generation);
  Heap heap = text.heap();
  heap.ledger.meta.emplace();
  heap.ledger.meta->pid = 7;
  heap.ledger.meta->allocated_objects = allocated;
  return heap;
}

std::string load_between(const Heap& x, const Heap& y) {
  const MaybeProblem problem = check_load({x, y, pair_signals(x, y)});
  return problem ? problem->message : "";
}

TEST(CheckLoad, AsksTheMetaFiles) {
  const std::string rest =
      " between them; the load reached nothing, or another process: dump the one that serves, load every "
      "worker, and see that the load's requests are answered";
  EXPECT_EQ(load_between(counted(1000), counted(1000, 11)), "no load: 0 objects were allocated" + rest);
  EXPECT_EQ(load_between(counted(1000), counted(1001, 11)), "no load: 1 object was allocated" + rest);
  EXPECT_EQ(load_between(counted(1000), counted(900, 11)), "no load: 0 objects were allocated" + rest);
  EXPECT_EQ(load_between(counted(1000), counted(100'000, 11)), "");
  EXPECT_EQ(load_between(counted(1000), counted(1000)), "") << "the same dump";
}

// An idle server allocates, too, the more the longer.
TEST(CheckLoad, AsksForMoreTheLongerItTook) {
  const auto at = [](std::uint64_t allocated, std::optional<std::uint64_t> time) {
    Heap heap = counted(allocated, allocated == 0 ? 10 : 11);
    heap.ledger.meta->time = time;
    return heap;
  };
  EXPECT_EQ(load_between(at(0, 1000), at(220, 1060)).substr(0, 35), "no load: 220 objects were allocated");
  EXPECT_EQ(load_between(at(0, 1000), at(221, 1060)), "");
  EXPECT_EQ(load_between(at(0, 1000), at(101, {})), "") << "no time is known";
  EXPECT_EQ(load_between(at(0, 1000), at(101, 900)), "") << "the clock was set back";
}

TEST(CheckLoad, ElseSeesWhatIsNew) {
  EXPECT_EQ(load_between(counted({}, 6000), counted({}, 6005)).substr(0, 28), "no load: 5 objects were new ");
  EXPECT_EQ(load_between(counted({}, 6000), counted(7, 6010)).substr(0, 29), "no load: 10 objects were new ");
  EXPECT_EQ(load_between(counted({}, 6000), counted({}, 6011)), "");
  EXPECT_EQ(load_between(counted({}, 10), counted({}, 11)), "") << "no whole process";
}

std::string workers(const std::vector<std::vector<std::uint64_t>>& ended) {
  std::vector<Process> processes;
  for (const auto& pids : ended) {
    std::vector<Heap> heaps;
    heaps.push_back(counted({}));
    heaps.back().ledger.meta->ended = pids;
    processes.push_back(process_of(std::move(heaps)));
  }
  const MaybeProblem problem = check_workers(processes);
  return problem ? problem->message : "";
}

TEST(CheckWorkers, NamesThoseThatEnded) {
  EXPECT_EQ(workers({{}, {}}), "");
  EXPECT_EQ(
      workers({{7}, {7}}),
      "worker 7 ended while the dumps were taken: what leaked there is not seen; switch worker killers and "
      "restarts off for the load test, or say 'trust: {workers: warn}'");
  EXPECT_EQ(
      workers({{9, 7}, {7, 8}}).substr(0, 97),
      "workers 7, 8, 9 ended while the dumps were taken, as many as were dumped, as in a phased restart:");
}

TEST(CheckOwn, CountsWhatIsTheCaptures) {
  std::vector<Heap> heaps;
  heaps.push_back(counted({}, 3));
  std::vector<Process> processes;
  processes.push_back(process_of(std::move(heaps)));
  EXPECT_FALSE(check_own(processes));
  processes[0].heaps[0].ledger.meta->own = "app.rb";
  const MaybeProblem problem = check_own(processes);
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->status, TrustStatus::ok);
  EXPECT_EQ(problem->message, "3 objects (120 bytes) of the capture itself (app.rb) are left out");
}

}  // namespace
}  // namespace heapgate
