#include <fmt/format.h>

#include <algorithm>

#include "checks.hpp"

namespace heapgate {
namespace {

// While tracing is on every new object is traced: 0 untraced new ones on healthy sets; 505 to 36,908 after
// Ruby up to 3.1 compacted (it loses the records of what it moves), 326 to 3,207 after tracing stopped.
constexpr std::uint64_t kMaxUntracedNew = 20;

// 0 on healthy sets.
constexpr std::uint64_t kMaxTraceLost = 20;

// 0 on healthy sets, 68 and 152 after tracing stopped: Ruby then leaves a dead object's site to whoever comes
// after. Workers that are mixed up have some too (95), but far more at other sites (859).
constexpr std::uint64_t kMaxStaleSites = 2;

// Siblings have at most 1 untraced new object, a stopped trace at least 20.
constexpr std::uint64_t kFewUntraced = 2;

constexpr const char* kTraceThroughout =
    "; start ObjectSpace.trace_object_allocations when the program boots, and never stop it";

// Any number over that counts, however big the heap: 184 untraced objects among 300,000 hid a leak of 100.
bool many_untraced(const Pair& pair) {
  return pair.signals.untraced_new > kMaxUntracedNew;
}

// Compaction that touched what had long been there: 38 % of it moved; stopped tracing moves nothing.
bool settled_moved(const Pair& pair) {
  constexpr std::uint64_t kMaxGonePercent = 5;
  return pair.signals.settled_gone * 100 > pair.signals.settled * kMaxGonePercent;
}

bool any_traced(const Process& process) {
  return std::any_of(process.heaps.begin(), process.heaps.end(),
                     [](const Heap& heap) { return heap.largest_generation.has_value(); });
}

Problem warn(const std::string& message) {
  return {TrustStatus::warn, message};
}

std::string untraced(const Pair& pair) {
  return fmt::format("{} objects are new and untraced",
                     share(pair.signals.untraced_new, pair.y.objects.size()));
}

}  // namespace

MaybeProblem check_untraced(const Process& process) {
  if (any_traced(process)) return std::nullopt;
  return warn(std::string("nothing is traced, so that it is judged by class, without sites") +
              kTraceThroughout);
}

MaybeProblem check_untraced_worker(const Process& process) {
  if (any_traced(process)) return std::nullopt;
  return warn("cannot be told: without allocation tracing sibling workers look like one process");
}

MaybeProblem check_untraced_order(const Process& process) {
  if (any_traced(process)) return std::nullopt;
  return warn("cannot be told: without allocation tracing the dumps are taken as named");
}

MaybeProblem check_tracing_began(const Pair& pair) {
  const bool before = pair.x.largest_generation.has_value();
  const bool after = pair.y.largest_generation.has_value();
  if (before == after) return std::nullopt;
  const char* what =
      after ? "tracing was started between them" : "tracing was stopped and cleared between them";
  return Problem{TrustStatus::fail, std::string(what) + kTraceThroughout};
}

MaybeProblem check_stale_sites(const Pair& pair) {
  const bool any_untraced = pair.signals.untraced_new > kFewUntraced;
  if (pair.signals.stale_sites <= kMaxStaleSites || !any_untraced) return std::nullopt;
  return Problem{TrustStatus::fail,
                 fmt::format("tracing was stopped: {} objects carry the site of a dead one{}",
                             pair.signals.stale_sites, kTraceThroughout)};
}

// A restart forgets objects where they are; compaction, which comes next, at their new addresses.
MaybeProblem check_trace_lost_in_place(const Pair& pair) {
  if (pair.signals.trace_lost <= pair.signals.untraced_new && settled_moved(pair)) return std::nullopt;
  return check_tracing_restarted(pair);
}

MaybeProblem check_moved_without_trace(const Pair& pair) {
  if (!many_untraced(pair) || !pair.generation_rises()) return std::nullopt;
  // A stopped trace loses what is new; only compaction loses a good part of the heap.
  const bool large = pair.signals.untraced_new * 10 > pair.y.objects.size();
  const char* cause = large || settled_moved(pair) ? "the heap was compacted: "
                                                   : "the heap was compacted, or tracing was stopped: ";
  return Problem{TrustStatus::fail,
                 cause + untraced(pair) +
                     " though tracing is on; switch GC.compact and GC.auto_compact off for the "
                     "load test"};
}

MaybeProblem check_tracing_stopped(const Pair& pair) {
  if (!many_untraced(pair)) return std::nullopt;
  return Problem{TrustStatus::fail, "tracing was stopped: " + untraced(pair) + kTraceThroughout};
}

MaybeProblem check_tracing_restarted(const Pair& pair) {
  if (pair.signals.trace_lost <= kMaxTraceLost) return std::nullopt;
  return Problem{TrustStatus::fail, fmt::format("tracing was restarted: {} objects have lost their site{}",
                                                pair.signals.trace_lost, kTraceThroughout)};
}

}  // namespace heapgate
