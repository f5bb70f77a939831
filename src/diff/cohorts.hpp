#pragma once

#include <span>
#include <vector>

#include "group_index.hpp"
#include "heapgate/heap.hpp"

namespace heapgate {

/// A heap beside the groups of its kinds.
struct GroupedHeap {
  const Heap* heap;
  const KindGroups* groups;

  [[nodiscard]] GroupId group(KindId kind) const { return (*groups)[static_cast<std::size_t>(kind)]; }
};

/// What became of a group's objects of the second dump.
struct CohortTallies {
  Tally kept;       ///< not in the first dump, in every later one
  Tally transient;  ///< in neither the first nor the third
};

/// Of `groups` groups, by GroupId. The heaps are walked side by side, since each is sorted by address; shares
/// of the addresses on up to `threads` threads.
[[nodiscard]] std::vector<CohortTallies> count_cohorts(std::span<const GroupedHeap> heaps, std::size_t groups,
                                                       unsigned threads);

}  // namespace heapgate
