#pragma once

#include <cstddef>
#include <functional>
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

/// What became of an object of the second dump.
enum class Cohort { kept, transient, other };

/// Calls `visit(object, group, cohort)` for each object of the second dump that is kept or transient, in the
/// order of its addresses. One pass over all heaps at once, since each is sorted by address.
using CohortVisitor = std::function<void(const Objects::Iterator& object, GroupId group, Cohort cohort)>;
void visit_cohorts(std::span<const GroupedHeap> heaps, const CohortVisitor& visit);

}  // namespace heapgate
