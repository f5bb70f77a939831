#include "cohorts.hpp"

#include <algorithm>
#include <limits>

#include "util/parallel.hpp"

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
  /// The object that has() found.
  [[nodiscard]] const Objects::Iterator& found() const { return next_; }

 private:
  GroupedHeap heap_;
  Objects::Iterator next_;
  Objects::Iterator end_;
};

// One share of the addresses: the objects of the second heap, looked for in all others.
class Share {
 public:
  Share(std::span<const GroupedHeap> heaps, std::span<const Address> points, std::size_t index,
        std::span<const std::uint64_t> iterations, Cohorts& out)
      : second_(heaps[1]),
        stretch_(heaps[1].heap->objects.stretch(points, index)),
        first_(heaps[0], heaps[0].heap->objects.stretch(points, index)),
        replaced_since_(replaced_since(*heaps[0].heap)),
        iterations_(iterations),
        out_(out) {
    for (const GroupedHeap& heap : heaps.subspan(2)) {
      later_.emplace_back(heap, heap.heap->objects.stretch(points, index));
    }
  }

  void count() {
    for (auto& at = stretch_.begin; at != stretch_.end; ++at) {
      const Object object = *at;
      const GroupId group = second_.group(object.kind);
      if (first_.has(object, group)) {
        if (may_have_grown()) count_growth(object, group);
      } else {
        count_new(object, group);
      }
    }
  }

 private:
  // Behind the first garbage collection of the interval; one follows the dump itself, as forked children are
  // made of a clean heap.
  static std::uint64_t replaced_since(const Heap& first) {
    if (!first.largest_generation) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(*first.largest_generation) + 2;
  }

  // Most did not; with more than three dumps it may begin late.
  [[nodiscard]] bool may_have_grown() const {
    const std::uint32_t before = first_.found().sizes();
    return later_.size() > 1 || before != stretch_.begin.sizes() || before == Objects::kBig;
  }

  void count_growth(const Object& object, GroupId group) {
    const auto note = [this](const Objects::Iterator& at) {
      contents_.push_back(at.contents());
      memsizes_.push_back(at.memsize());
    };
    contents_.clear();
    memsizes_.clear();
    note(first_.found());
    note(stretch_.begin);
    for (Follower& heap : later_) {
      if (!heap.has(object, group)) return;
      note(heap.found());
    }
    const bool grew = contents_.back() > contents_.front() || memsizes_.back() > memsizes_.front();
    if (grew) out_.in_place[group].add(contents_, memsizes_, iterations_);
  }

  void count_new(const Object& object, GroupId group) {
    const bool in_third = later_.front().has(object, group);
    bool in_all_later = in_third;
    for (std::size_t i = 1; i < later_.size(); ++i) {
      in_all_later = in_all_later && later_[i].has(object, group);
    }
    CohortTallies& tally = out_.groups[static_cast<std::size_t>(group)];
    if (in_all_later) {
      tally.kept.add({1, stretch_.begin.memsize()});
    } else if (!in_third) {
      tally.transient.add({1, stretch_.begin.memsize()});
      const bool traced = object.generation != Generation::untraced;
      if (traced && static_cast<std::uint64_t>(object.generation) >= replaced_since_) ++tally.replaced;
    }
  }

  GroupedHeap second_;
  Objects::Stretch stretch_;
  Follower first_;
  std::vector<Follower> later_;
  std::uint64_t replaced_since_;
  std::span<const std::uint64_t> iterations_;
  Cohorts& out_;
  std::vector<std::uint64_t> contents_;
  std::vector<Bytes> memsizes_;
};

void merge(Cohorts& all, const Cohorts& share) {
  for (std::size_t group = 0; group < all.groups.size(); ++group) {
    all.groups[group].kept.add(share.groups[group].kept);
    all.groups[group].transient.add(share.groups[group].transient);
    all.groups[group].replaced += share.groups[group].replaced;
  }
  for (const auto& [group, grown] : share.in_place) all.in_place[group].add(grown);
}

}  // namespace

Cohorts count_cohorts(std::span<const GroupedHeap> heaps, std::size_t groups,
                      std::span<const std::uint64_t> iterations, unsigned threads) {
  const std::vector<Address> points = heaps[1].heap->objects.split_points(std::min(threads, kMaxShares));
  std::vector<Cohorts> shares(points.size() + 1, Cohorts{std::vector<CohortTallies>(groups), {}});
  in_parallel(shares.size(), threads,
              [&](std::size_t i) { Share(heaps, points, i, iterations, shares[i]).count(); });
  for (std::size_t i = 1; i < shares.size(); ++i) merge(shares[0], shares[i]);
  return std::move(shares[0]);
}

}  // namespace heapgate
