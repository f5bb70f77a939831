#pragma once

#include <map>
#include <span>
#include <vector>

#include "group_index.hpp"
#include "heapgate/heap.hpp"
#include "in_place.hpp"

namespace heapgate {

/// A heap beside the groups of its kinds.
struct GroupedHeap {
  const Heap* heap;
  const KindGroups* groups;

  [[nodiscard]] GroupId group(KindId kind) const { return (*groups)[static_cast<std::size_t>(kind)]; }
};

/// What became of a group's objects of the second dump.
struct CohortTallies {
  Tally kept;                  ///< not in the first dump, in every later one
  Tally transient;             ///< in neither the first nor the third
  std::uint64_t replaced = 0;  ///< see Holding
};

struct Cohorts {
  std::vector<CohortTallies> groups;    ///< by GroupId
  std::map<GroupId, InPlace> in_place;  ///< of the groups with objects that are in every dump and grew
};

/// Of `groups` groups. The heaps are walked side by side, since each is sorted by address; shares of the
/// addresses on up to `threads` threads.
[[nodiscard]] Cohorts count_cohorts(std::span<const GroupedHeap> heaps, std::size_t groups,
                                    std::span<const std::uint64_t> iterations, unsigned threads);

}  // namespace heapgate
