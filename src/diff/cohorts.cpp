#include "cohorts.hpp"

namespace heapgate {
namespace {

// Walks one heap in step with ascending addresses.
class Follower {
 public:
  explicit Follower(const GroupedHeap& heap)
      : heap_(heap), next_(heap.heap->objects.begin()), end_(heap.heap->objects.end()) {}

  /// Whether the heap has the same object: address, generation and group agree.
  bool has(const Object& wanted, GroupId group) {
    while (next_ != end_ && next_.address() < wanted.address) ++next_;
    return next_ != end_ && next_.address() == wanted.address && next_.generation() == wanted.generation &&
           heap_.group(next_.kind()) == group;
  }

 private:
  GroupedHeap heap_;
  Objects::Iterator next_;
  Objects::Iterator end_;
};

Cohort cohort_of(bool in_first, bool in_third, bool in_all_later) {
  if (in_first) return Cohort::other;
  if (in_all_later) return Cohort::kept;
  return in_third ? Cohort::other : Cohort::transient;
}

}  // namespace

void visit_cohorts(std::span<const GroupedHeap> heaps, const CohortVisitor& visit) {
  const GroupedHeap& second = heaps[1];
  Follower first(heaps[0]);
  std::vector<Follower> later;
  for (const GroupedHeap& heap : heaps.subspan(2)) later.emplace_back(heap);
  const auto end = second.heap->objects.end();
  for (auto at = second.heap->objects.begin(); at != end; ++at) {
    const Object object = *at;
    const GroupId group = second.group(object.kind);
    const bool in_first = first.has(object, group);
    bool in_all_later = true;
    for (Follower& heap : later) in_all_later = heap.has(object, group) && in_all_later;
    const Cohort cohort = cohort_of(in_first, later.front().has(object, group), in_all_later);
    if (cohort != Cohort::other) visit(at, group, cohort);
  }
}

}  // namespace heapgate
