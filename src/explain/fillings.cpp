#include "fillings.hpp"

namespace heapgate {
namespace {

// Of one object, how much more it holds now; 0 if it does not.
std::uint64_t growth(const Objects::Iterator& before, const Objects::Iterator& now) {
  if (now.contents() != 0) return now.contents() > before.contents() ? now.contents() - before.contents() : 0;
  return now.memsize() > before.memsize() ? now.memsize() - before.memsize() : 0;
}

void add(Node node, std::uint64_t grown, const Survivors& survivors, const Graph& graph,
         std::uint64_t& largest, Filling& filling) {
  filling.containers.push_back(node);
  filling.growths.push_back(grown);
  filling.grown = checked_add(filling.grown, grown);
  if (grown > largest) {
    largest = grown;
    filling.most = node;
  }
  for (const Node target : graph.references(node)) {
    if (survivors.leak[target] != kNoLeak) ++filling.by[survivors.leak[target]];
  }
}

}  // namespace

std::vector<Filling> find_fillings(const Process& process, const Survivors& survivors, const Graph& graph,
                                   std::size_t watched) {
  std::vector<Filling> fillings(watched);
  std::vector<std::uint64_t> largest(watched);
  const Objects& last = process.heaps.back().objects;
  auto before = process.heaps.front().objects.begin();
  Node node = 0;
  for (auto at = last.begin(); at != last.end(); ++at, ++node) {
    const std::uint32_t group = survivors.watched[static_cast<std::size_t>(at.kind())];
    if (group == kNoLeak || !survivors.is_old(node)) continue;
    while (before.address() < at.address()) ++before;
    if (const std::uint64_t grown = growth(before, at); grown > 0)
      add(node, grown, survivors, graph, largest[group], fillings[group]);
  }
  return fillings;
}

}  // namespace heapgate
