#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Two objects of one generation at one address cannot both be of one process: 0 on healthy sets, also under
// load; 954 for sibling workers, 50 for a respawned one, 71 for a master and its worker.
constexpr std::uint64_t kMaxContradictions = 2;

// What tells compaction from another process: workers of one master still have the oldest objects where they
// were (at most 1.2 % are missing), compaction moves them (at least 21 %).
constexpr std::uint64_t kMaxOldestMissingPercent = 5;

bool oldest_moved(const PairSignals& signals) {
  return signals.oldest_missing * 100 > signals.oldest * kMaxOldestMissingPercent;
}

std::string seen(const PairSignals& signals) {
  return fmt::format("{} addresses hold other objects of the same generation", signals.contradictions);
}

}  // namespace

MaybeProblem check_moved_with_trace(const Pair& pair) {
  const PairSignals& signals = pair.signals;
  // Compaction collects garbage, so that the generation rises.
  const bool possible = oldest_moved(signals) && pair.generation_rises();
  if (signals.contradictions <= kMaxContradictions || !possible) return std::nullopt;
  return Problem{
      TrustStatus::fail,
      fmt::format("the heap was compacted: {}, and {} of the oldest objects are gone; switch GC.compact "
                  "and GC.auto_compact off for the load test",
                  seen(signals), share(signals.oldest_missing, signals.oldest))};
}

MaybeProblem check_worker(const Pair& pair) {
  if (pair.signals.contradictions <= kMaxContradictions) return std::nullopt;
  return Problem{TrustStatus::fail,
                 "another process: " + seen(pair.signals) + "; take all dumps of one worker, by its pid"};
}

}  // namespace heapgate
