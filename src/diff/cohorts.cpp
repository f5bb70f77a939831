#include "cohorts.hpp"

#include <algorithm>

#include "parallel.hpp"

namespace heapgate {
namespace {

// Each has tallies of all groups.
constexpr unsigned kMaxShares = 16;

// Walks a stretch of one heap in step with ascending addresses.
class Follower {
 public:
  Follower(const GroupedHeap& heap, const Objects::Stretch& stretch)
      : heap_(heap), next_(stretch.begin), end_(stretch.end) {}

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

void count_share(std::span<const GroupedHeap> heaps, std::size_t share, std::span<const Address> cuts,
                 std::vector<CohortTallies>& tallies) {
  const auto stretch = [&](const GroupedHeap& heap) { return heap.heap->objects.stretch(cuts, share); };
  const GroupedHeap& second = heaps[1];
  Follower first(heaps[0], stretch(heaps[0]));
  Follower third(heaps[2], stretch(heaps[2]));
  std::vector<Follower> later;
  for (const GroupedHeap& heap : heaps.subspan(3)) later.emplace_back(heap, stretch(heap));
  auto [at, end] = stretch(second);
  for (; at != end; ++at) {
    const Object object = *at;
    const GroupId group = second.group(object.kind);
    if (first.has(object, group)) continue;
    const bool in_third = third.has(object, group);
    bool in_all_later = in_third;
    for (Follower& heap : later) in_all_later = in_all_later && heap.has(object, group);
    CohortTallies& tally = tallies[static_cast<std::size_t>(group)];
    if (in_all_later) {
      tally.kept.add({1, at.memsize()});
    } else if (!in_third) {
      tally.transient.add({1, at.memsize()});
    }
  }
}

}  // namespace

std::vector<CohortTallies> count_cohorts(std::span<const GroupedHeap> heaps, std::size_t groups,
                                         unsigned threads) {
  const std::vector<Address> cuts = heaps[1].heap->objects.cuts(std::min(threads, kMaxShares));
  std::vector<std::vector<CohortTallies>> shares(cuts.size() + 1, std::vector<CohortTallies>(groups));
  in_parallel(shares.size(), threads,
              [&](std::size_t share) { count_share(heaps, share, cuts, shares[share]); });
  for (std::size_t share = 1; share < shares.size(); ++share) {
    for (std::size_t group = 0; group < groups; ++group) {
      shares[0][group].kept.add(shares[share][group].kept);
      shares[0][group].transient.add(shares[share][group].transient);
    }
  }
  return std::move(shares[0]);
}

}  // namespace heapgate
