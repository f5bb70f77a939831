#include "reach.hpp"

#include <algorithm>
#include <limits>

namespace heapgate {
namespace {

constexpr const char* kMachineStack = "machine_context";

}  // namespace

Reach::Reach(const Graph& graph, const Survivors& survivors)
    : roots_(graph.roots()),
      parent_(graph.size(), kNoNode),
      holder_(graph.size(), kNoNode),
      depth_(graph.size(), kNoNode),
      root_(graph.size()) {
  walk(graph, survivors, false);
  walk(graph, survivors, true);
  queue_ = {};
}

void Reach::enter(Node node, Node parent, const Survivors& survivors) {
  parent_[node] = parent;
  depth_[node] = parent == kNoNode ? 0 : depth_[parent] + 1;
  if (parent != kNoNode) root_[node] = root_[parent];
  holder_[node] = survivors.is_old(node) ? node : parent == kNoNode ? kNoNode : holder_[parent];
  queue_.push_back(node);
}

void Reach::walk(const Graph& graph, const Survivors& survivors, bool machine_stack) {
  queue_.clear();
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    if ((roots_[i].category == kMachineStack) != machine_stack) continue;
    for (const Node node : roots_[i].targets) {
      if (depth_[node] != kNoNode) continue;
      root_[node] =
          static_cast<std::uint16_t>(std::min<std::size_t>(i, std::numeric_limits<std::uint16_t>::max()));
      enter(node, kNoNode, survivors);
    }
  }
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    const Node node = queue_[next];
    for (const Node target : graph.references(node)) {
      if (depth_[target] == kNoNode) enter(target, node, survivors);
    }
  }
}

std::string Reach::root(Node node) const {
  return depth_[node] == kNoNode ? "" : roots_[root_[node]].category;
}

std::vector<Node> Reach::path(Node node) const {
  std::vector<Node> path;
  if (depth_[node] == kNoNode) return path;
  for (Node at = node; at != kNoNode; at = parent_[at]) path.push_back(at);
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<std::uint32_t> hang_on(const Graph& graph, const Survivors& survivors,
                                   const std::vector<Node>& containers) {
  std::vector<std::uint32_t> on(graph.size(), kNoNode);
  for (std::size_t i = 0; i < containers.size(); ++i) on[containers[i]] = static_cast<std::uint32_t>(i);
  std::vector<Node> queue = containers;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const Node node = queue[next];
    for (const Node target : graph.references(node)) {
      if (on[target] != kNoNode || survivors.is_old(target)) continue;
      on[target] = on[node];
      queue.push_back(target);
    }
  }
  return on;
}

}  // namespace heapgate
