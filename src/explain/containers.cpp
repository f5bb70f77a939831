#include "containers.hpp"

#include <algorithm>

namespace heapgate {
namespace {

Hold hold_of(const Heap& heap, const Kind& kind) {
  const std::string_view type = heap.text(kind.type);
  if (type == "OBJECT" || type == "STRUCT") return Hold::fields;
  // Without a class it is one of Ruby's own.
  const bool is_container = (type == "ARRAY" || type == "HASH") && kind.klass != kNoAddress;
  return is_container ? Hold::fresh : Hold::other;
}

std::vector<Hold> by_kind(const Heap& heap) {
  std::vector<Hold> holds(heap.kind_tallies.size());
  for (std::size_t kind = 0; kind < holds.size(); ++kind) {
    if (heap.kind_tallies[kind].objects > 0)
      holds[kind] = hold_of(heap, heap.kind(static_cast<KindId>(kind)));
  }
  return holds;
}

/// Goes through the dumps in the order taken.
class HoldFinder {
 public:
  HoldFinder(const Process& process, const Survivors& survivors)
      : process_(process),
        survivors_(survivors),
        last_(process.heaps.back()),
        kinds_(by_kind(last_)),
        largest_(survivors.group_count),
        holds_(last_.objects.size()) {}

  std::vector<Hold> find() {
    for (std::size_t dump = 0; dump + 1 < process_.heaps.size(); ++dump) {
      enter(dump);
      see(process_.heaps[dump], survivors_.groups[dump]);
    }
    enter_last();
    return std::move(holds_);
  }

 private:
  // Those that this dump is the first to have.
  void enter(std::size_t dump) {
    auto earlier = process_.heaps[dump].objects.begin();
    Node node = 0;
    for (auto at = last_.objects.begin(); at != last_.objects.end(); ++at, ++node) {
      holds_[node] = dump == 0 ? kind_hold(at.kind()) : holds_[node];
      if (kind_hold(at.kind()) != Hold::fresh || survivors_.first_dump(node) != dump) continue;
      while (earlier.address() < at.address()) ++earlier;
      if (at.contents() > earlier.contents()) {
        holds_[node] = Hold::grown;
      } else if (dump == 0 || at.contents() <= group_room(node, at.kind())) {
        holds_[node] = Hold::steady;
      }
    }
  }

  void enter_last() {
    const std::size_t last = process_.heaps.size() - 1;
    Node node = 0;
    for (auto at = last_.objects.begin(); at != last_.objects.end(); ++at, ++node) {
      const bool is_new = holds_[node] == Hold::fresh && survivors_.first_dump(node) == last;
      if (is_new && at.contents() <= group_room(node, at.kind())) holds_[node] = Hold::steady;
    }
  }

  [[nodiscard]] Hold kind_hold(KindId kind) const { return kinds_[static_cast<std::size_t>(kind)]; }

  [[nodiscard]] std::uint64_t group_room(Node node, KindId kind) const {
    if (survivors_.leaks(node)) return 0;
    return largest_[static_cast<std::size_t>(survivors_.groups.back()[static_cast<std::size_t>(kind)])];
  }

  void see(const Heap& heap, const KindGroups& groups) {
    for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at) {
      const GroupId group = groups[static_cast<std::size_t>(at.kind())];
      std::uint64_t& largest = largest_[static_cast<std::size_t>(group)];
      largest = std::max(largest, at.contents());
    }
  }

  const Process& process_;
  const Survivors& survivors_;
  const Heap& last_;
  std::vector<Hold> kinds_;             // by KindId
  std::vector<std::uint64_t> largest_;  // contents, by group, in the dumps so far
  std::vector<Hold> holds_;             // by node
};

}  // namespace

std::vector<Hold> find_holds(const Process& process, const Survivors& survivors) {
  return HoldFinder(process, survivors).find();
}

}  // namespace heapgate
