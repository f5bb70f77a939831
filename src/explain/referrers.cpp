#include "referrers.hpp"

#include <algorithm>

namespace heapgate {
namespace {

// An object, and a group that references it.
using Referenced = std::pair<Node, std::uint32_t>;

struct References {
  std::vector<Referenced> from_others;
  std::vector<std::pair<Node, Node>> inside;  // an object, and one of its group that references it
};

References find_references(const Graph& graph, const Survivors& survivors,
                           std::span<const std::pair<Node, Node>> more) {
  References found;
  const auto add = [&](Node node, Node target) {
    const std::uint32_t from = survivors.leak[node];
    const std::uint32_t to = survivors.leak[target];
    if (from == kNoLeak || to == kNoLeak || target == node) return;
    if (to == from) {
      found.inside.emplace_back(target, node);
    } else {
      found.from_others.emplace_back(target, from);
    }
  };
  for (Node node = 0; node < graph.size(); ++node) {
    if (survivors.leak[node] == kNoLeak) continue;
    for (const Node target : graph.references(node)) add(node, target);
  }
  for (const auto& [node, target] : more) add(node, target);
  return found;
}

void sort_and_unite(std::vector<Referenced>& referenced) {
  std::sort(referenced.begin(), referenced.end());
  referenced.erase(std::unique(referenced.begin(), referenced.end()), referenced.end());
}

void inherit(References& references) {
  std::vector<Referenced>& known = references.from_others;
  const auto of = [](const std::vector<Referenced>& all, Node node) {
    return std::equal_range(all.begin(), all.end(), Referenced(node, 0),
                            [](const Referenced& a, const Referenced& b) { return a.first < b.first; });
  };
  std::vector<Referenced> inherited;
  for (const auto& [target, by] : references.inside) {
    if (const auto [begin, end] = of(known, target); begin != end) continue;
    const auto [begin, end] = of(known, by);
    for (auto at = begin; at != end; ++at) inherited.emplace_back(target, at->second);
  }
  known.insert(known.end(), inherited.begin(), inherited.end());
  sort_and_unite(known);
}

}  // namespace

std::map<Referrers, std::uint64_t> count_referrers(const Graph& graph, const Survivors& survivors,
                                                   std::span<const std::pair<Node, Node>> more) {
  References references = find_references(graph, survivors, more);
  sort_and_unite(references.from_others);
  inherit(references);
  const std::vector<Referenced>& referenced = references.from_others;
  std::map<Referrers, std::uint64_t> counts;
  for (std::size_t i = 0; i < referenced.size();) {
    const Node target = referenced[i].first;
    std::vector<std::size_t> from;
    for (; i < referenced.size() && referenced[i].first == target; ++i) from.push_back(referenced[i].second);
    ++counts[{survivors.leak[target], std::move(from)}];
  }
  return counts;
}

}  // namespace heapgate
