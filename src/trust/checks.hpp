#pragma once

#include <optional>
#include <string>

#include "heapgate/trust.hpp"
#include "pair_signals.hpp"

/// One function and file a check, each pure. The thresholds and where they come from stand in the files; they
/// were measured on 235 sets of dumps, healthy and broken, of Ruby 2.1 to 4.x.
namespace heapgate {

struct Problem {
  TrustStatus status = TrustStatus::fail;
  std::string message;  ///< behind the file's name: what was seen, and what to do
};

using MaybeProblem = std::optional<Problem>;

/// Two neighbouring dumps of one process, the earlier first.
struct Pair {
  const Heap& x;
  const Heap& y;
  PairSignals signals;

  [[nodiscard]] bool both_traced() const { return x.largest_generation && y.largest_generation; }
  // These two, and the checks that use them, ask for traced dumps.
  [[nodiscard]] bool generation_rises() const { return *x.largest_generation < *y.largest_generation; }
  [[nodiscard]] bool generation_stands() const { return *x.largest_generation == *y.largest_generation; }
};

// One dump.
[[nodiscard]] MaybeProblem check_readable(const Heap& heap);
[[nodiscard]] MaybeProblem check_dump(const Heap& heap);
[[nodiscard]] MaybeProblem check_complete(const Heap& heap);
[[nodiscard]] MaybeProblem check_quiet(const Heap& heap);

// All dumps of one process.
[[nodiscard]] MaybeProblem check_count(const Process& process, std::size_t expected);
[[nodiscard]] MaybeProblem check_distinct(const Process& process);
/// Nothing is traced at all: what cannot be told then.
[[nodiscard]] MaybeProblem check_untraced(const Process& process);
[[nodiscard]] MaybeProblem check_untraced_worker(const Process& process);
[[nodiscard]] MaybeProblem check_untraced_order(const Process& process);

// All processes together.
/// Lines whose object is not known; `ok` with what was rescued of broken lines where there are none.
[[nodiscard]] MaybeProblem check_lines(std::span<const Process> processes);

/// Workers that ended meanwhile, by the meta files.
[[nodiscard]] MaybeProblem check_workers(std::span<const Process> processes);
/// `ok` with what of the last dumps is the capture's own and left out.
[[nodiscard]] MaybeProblem check_own(std::span<const Process> processes);

// Two neighbouring dumps.
/// Asks for dumps with meta files.
[[nodiscard]] MaybeProblem check_meta(const Pair& pair);
[[nodiscard]] MaybeProblem check_boot(const Pair& pair);
[[nodiscard]] MaybeProblem check_moved_with_trace(const Pair& pair);
[[nodiscard]] MaybeProblem check_worker(const Pair& pair);
[[nodiscard]] MaybeProblem check_stale_sites(const Pair& pair);
[[nodiscard]] MaybeProblem check_order(const Pair& pair);
[[nodiscard]] MaybeProblem check_tracing_began(const Pair& pair);
[[nodiscard]] MaybeProblem check_trace_lost_in_place(const Pair& pair);
[[nodiscard]] MaybeProblem check_moved_without_trace(const Pair& pair);
[[nodiscard]] MaybeProblem check_tracing_stopped(const Pair& pair);
[[nodiscard]] MaybeProblem check_gc(const Pair& pair);
[[nodiscard]] MaybeProblem check_tracing_restarted(const Pair& pair);
[[nodiscard]] MaybeProblem check_process(const Pair& pair);
[[nodiscard]] MaybeProblem check_classes(const Pair& pair);
/// Whether anything happened between them.
[[nodiscard]] MaybeProblem check_load(const Pair& pair);

/// "3 of 400 (0.8 %)".
[[nodiscard]] std::string share(std::uint64_t part, std::uint64_t whole);

}  // namespace heapgate
