#include "reference_history.hpp"

#include <algorithm>
#include <functional>

#include "reference_counts.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

// Whether it refers to what was not in that dump.
bool refers_to_newer(Node node, const Graph& graph, const std::vector<bool>& in_dump) {
  const auto targets = graph.references(node);
  return std::any_of(targets.begin(), targets.end(), [&](Node target) { return !in_dump[target]; });
}

// An object of the first dump is one where a way to new objects leads over it, a later one if it may have
// grown to the end. What leaks itself is held, and holds on behalf of its holder.
bool is_candidate(Node node, const Graph& graph, const Survivors& survivors) {
  if (survivors.is_old(node)) return refers_to_newer(node, graph, survivors.same.front());
  return survivors.is_kept(node) && !survivors.leaks(node) &&
         refers_to_newer(node, graph, survivors.same.back());
}

std::vector<Node> find_candidates(const Graph& graph, const Survivors& survivors, unsigned threads) {
  std::vector<std::vector<Node>> shares(threads);
  in_parallel(threads, threads, [&](std::size_t share) {
    const auto begin = static_cast<Node>(graph.size() * share / threads);
    const auto end = static_cast<Node>(graph.size() * (share + 1) / threads);
    for (Node node = begin; node < end; ++node) {
      if (is_candidate(node, graph, survivors)) shares[share].push_back(node);
    }
  });
  std::vector<Node> candidates;
  for (const auto& share : shares) candidates.insert(candidates.end(), share.begin(), share.end());
  return candidates;
}

}  // namespace

ReferenceHistory::ReferenceHistory(const Process& process, const NodeIndex& nodes, const Survivors& survivors,
                                   const Graph& graph, unsigned threads)
    : candidates_(find_candidates(graph, survivors, threads)) {
  for (std::size_t dump = 0; dump + 1 < process.heaps.size(); ++dump)
    add_dump(process, dump, nodes, survivors, threads);
  std::vector<std::uint32_t>& last = counts_.emplace_back();
  for (const Node node : candidates_) last.push_back(graph.listed()[node]);
}

void ReferenceHistory::add_dump(const Process& process, std::size_t dump, const NodeIndex& nodes,
                                const Survivors& survivors, unsigned threads) {
  std::vector<std::size_t> there;
  std::vector<Address> addresses;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (!survivors.same[dump][candidates_[i]]) continue;
    there.push_back(i);
    addresses.push_back(nodes.address(candidates_[i]));
  }
  const std::vector<std::uint32_t> counts = count_references(process.heaps[dump], addresses, threads);
  std::vector<std::uint32_t>& all = counts_.emplace_back(candidates_.size());
  for (std::size_t i = 0; i < there.size(); ++i) all[there[i]] = counts[i];
}

std::vector<std::uint64_t> ReferenceHistory::references(Node node) const {
  std::vector<std::uint64_t> numbers(counts_.size());
  const auto found = std::lower_bound(candidates_.begin(), candidates_.end(), node);
  if (found == candidates_.end() || *found != node) return numbers;
  const auto index = static_cast<std::size_t>(found - candidates_.begin());
  for (std::size_t dump = 0; dump < numbers.size(); ++dump) numbers[dump] = counts_[dump][index];
  return numbers;
}

bool ReferenceHistory::grows(Node node) const {
  const std::vector<std::uint64_t> numbers = references(node);
  return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>{}) == numbers.end();
}

}  // namespace heapgate
