#pragma once

#include <cstdint>

#include "heapgate/heap.hpp"

namespace heapgate {

/// What two neighbouring dumps X (earlier) and Y (later) say about each other; all checks of a pair read
/// these.
struct PairSignals {
  std::uint64_t classes_named = 0;  ///< CLASS and MODULE records of X with a name
  std::uint64_t classes_found = 0;  ///< of those, found in Y at their address with their name
  /// Same address and generation, other site: they cannot both be of one process. Objects of either dump's
  /// last generation do not count: what a forked child allocates to dump itself has that generation too, and
  /// the parent may use the same address.
  std::uint64_t contradictions = 0;
  /// The same, but the site is equal and the type or IMEMO kind is not: a dead object's site on a new one.
  std::uint64_t stale_sites = 0;
  std::uint64_t oldest = 0;          ///< X's traced objects of the oldest quarter of its generations
  std::uint64_t oldest_missing = 0;  ///< of those, not in Y
  std::uint64_t settled = 0;         ///< X's objects that are untraced or of that quarter
  std::uint64_t settled_gone = 0;  ///< of those, with no object of their type and class at their address in Y
  std::uint64_t untraced_new = 0;  ///< Y's untraced objects at addresses that X has no object at
  std::uint64_t trace_lost = 0;    ///< traced in X, untraced in Y, same address, type and class
  std::uint64_t old_objects = 0;   ///< Y's traced objects older than X's last but two generations
  std::uint64_t old_missing = 0;   ///< of those, not in X
  std::uint64_t came = 0;          ///< objects of Y that X does not have

  void add(const PairSignals& other);
};

/// One pass over both heaps, which share their kinds, on up to `threads` threads.
[[nodiscard]] PairSignals pair_signals(const Heap& x, const Heap& y, unsigned threads = 1);

}  // namespace heapgate
