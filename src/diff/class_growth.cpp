#include <algorithm>
#include <map>

#include "group_order.hpp"
#include "heapgate/class_name.hpp"
#include "heapgate/diff.hpp"
#include "own_files.hpp"

namespace heapgate {
namespace {

using Groups = std::map<GroupKey, Group>;
using Files = std::set<std::string, std::less<>>;

void add_live(Groups& groups, const Heap& heap, std::size_t dump, std::size_t dumps, const Files& own) {
  for (std::size_t i = 0; i < heap.kind_tallies.size(); ++i) {
    const Kind& kind = heap.kind(static_cast<KindId>(i));
    if (heap.kind_tallies[i].objects == 0 || own.contains(heap.text(kind.file))) continue;
    const GroupKey key{class_name(heap, kind), std::string(heap.text(kind.type)), std::nullopt, std::nullopt};
    Group& group = groups[key];
    group.key = key;
    group.live.resize(dumps);
    group.live[dump].add(heap.kind_tallies[i]);
  }
}

std::uint64_t grown(std::uint64_t before, std::uint64_t after) {
  return after > before ? after - before : 0;
}

// What the class grew by in every interval.
Tally smallest_growth(const std::vector<Tally>& live) {
  Tally smallest{grown(live[0].objects, live[1].objects), grown(live[0].bytes, live[1].bytes)};
  for (std::size_t i = 2; i < live.size(); ++i) {
    smallest.objects = std::min(smallest.objects, grown(live[i - 1].objects, live[i].objects));
    smallest.bytes = std::min(smallest.bytes, grown(live[i - 1].bytes, live[i].bytes));
  }
  if (smallest.objects == 0) smallest.bytes = 0;
  return smallest;
}

}  // namespace

Diff diff_by_class_growth(std::span<const Process> processes, std::span<const std::uint64_t> iterations) {
  Groups groups;
  const Files own = own_files(processes);
  for (const Process& process : processes) {
    for (std::size_t i = 0; i < process.heaps.size(); ++i) {
      add_live(groups, process.heaps[i], i, process.heaps.size(), own);
    }
  }
  Diff result;
  result.basis = Basis::class_growth;
  result.has_sites = false;
  for (auto& [key, group] : groups) {
    group.kept = smallest_growth(group.live);
    judge_growth(group, iterations);
    result.totals.leaked.add(group.leaked);
    result.totals.kept.add(group.kept);
    result.groups.push_back(std::move(group));
  }
  sort_most_leaked_first(result.groups);
  return result;
}

}  // namespace heapgate
