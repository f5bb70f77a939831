#include "threads.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace heapgate {
namespace {

constexpr std::size_t kFewThreads = 5;  // that came after the first dump

bool many_came(const std::vector<Node>& threads, const Survivors& survivors) {
  std::set<Node> came;
  for (const Node thread : threads) {
    if (thread != kNoNode && !survivors.is_old(thread)) came.insert(thread);
  }
  return came.size() > kFewThreads;
}

}  // namespace

std::vector<Node> find_threads(const Reach& reach, const Labels& labels, std::size_t nodes) {
  std::vector<Node> threads(nodes, kNoNode);
  std::vector<bool> known(nodes);
  std::vector<Node> way;
  for (Node node = 0; node < nodes; ++node) {
    Node at = node;
    for (; at != kNoNode && !known[at]; at = reach.parent(at)) way.push_back(at);
    Node thread = at == kNoNode ? kNoNode : threads[at];
    for (; !way.empty(); way.pop_back()) {
      if (labels.is_thread(way.back())) thread = way.back();
      threads[way.back()] = thread;
      known[way.back()] = true;
    }
  }
  return threads;
}

std::vector<std::uint64_t> count_stepped(const std::vector<Node>& threads, const Survivors& survivors,
                                         std::size_t watched) {
  std::vector<std::uint64_t> stepped(watched);
  if (many_came(threads, survivors)) return stepped;
  // Of a group and a thread, what came with each dump.
  std::map<std::pair<std::uint32_t, Node>, std::map<std::size_t, std::uint64_t>> came;
  for (Node node = 0; node < threads.size(); ++node) {
    if (survivors.leak[node] == kNoLeak || threads[node] == kNoNode) continue;
    ++came[{survivors.leak[node], threads[node]}][survivors.first_dump(node)];
  }
  for (const auto& [key, dumps] : came) {
    if (dumps.size() == 1) stepped[key.first] += dumps.begin()->second;
  }
  return stepped;
}

}  // namespace heapgate
