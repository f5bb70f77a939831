#include "cohorts.hpp"

namespace heapgate {
namespace {

// Walks one heap in step with ascending addresses.
class Follower {
 public:
  explicit Follower(const GroupedHeap& heap) : heap_(heap) {}

  /// Whether the heap has the same object: address, generation and group agree.
  bool has(const Object& wanted, GroupId group) {
    const auto& objects = heap_.heap->objects;
    while (next_ < objects.size() && objects[next_].address < wanted.address) ++next_;
    return next_ < objects.size() && objects[next_].address == wanted.address &&
           objects[next_].generation == wanted.generation && heap_.group(next_) == group;
  }

 private:
  GroupedHeap heap_;
  std::size_t next_ = 0;
};

Cohort cohort_of(bool in_first, bool in_third, bool in_all_later) {
  if (in_first) return Cohort::other;
  if (in_all_later) return Cohort::kept;
  return in_third ? Cohort::other : Cohort::transient;
}

}  // namespace

void visit_cohorts(std::span<const GroupedHeap> heaps,
                   const std::function<void(std::size_t, Cohort)>& visit) {
  const GroupedHeap& second = heaps[1];
  Follower first(heaps[0]);
  std::vector<Follower> later;
  for (const GroupedHeap& heap : heaps.subspan(2)) later.emplace_back(heap);
  for (std::size_t i = 0; i < second.heap->objects.size(); ++i) {
    const Object& object = second.heap->objects[i];
    const GroupId group = second.group(i);
    const bool in_first = first.has(object, group);
    bool in_all_later = true;
    for (Follower& heap : later) in_all_later = heap.has(object, group) && in_all_later;
    const Cohort cohort = cohort_of(in_first, later.front().has(object, group), in_all_later);
    if (cohort != Cohort::other) visit(i, cohort);
  }
}

}  // namespace heapgate
