#include "reach.hpp"

#include <algorithm>

namespace heapgate {
namespace {

constexpr const char* kMachineStack = "machine_context";

}  // namespace

Reach::Reach(const Graph& graph, const Survivors& survivors, const std::vector<Node>& threads)
    : roots_(graph.roots()), states_(graph.size()) {
  walk_roots(graph, survivors, false);
  walk_roots(graph, survivors, true);
  for (const Node thread : threads) start(thread, kThread, survivors);
  walk(graph, survivors);
}

// Of what is reached already the first way stays.
void Reach::start(Node node, std::size_t root, const Survivors& survivors) {
  if (states_[node].depth != kNoNode) return;
  states_[node].root = static_cast<std::uint16_t>(std::min<std::size_t>(root, kThread));
  enter(node, kNoNode, survivors);
}

void Reach::enter(Node node, Node parent, const Survivors& survivors) {
  State& state = states_[node];
  state.parent = parent;
  state.depth = parent == kNoNode ? 0 : states_[parent].depth + 1;
  if (parent != kNoNode) state.root = states_[parent].root;
  state.holder = survivors.is_old(node) ? node : parent == kNoNode ? kNoNode : states_[parent].holder;
  queue_.push_back(node);
}

// Asks for the memory that the walk will come to, each thing before what it leads to.
void Reach::look_ahead(const Graph& graph, std::size_t next) const {
  constexpr std::size_t kSteps = 8;
  constexpr std::size_t kFew = 8;
  if (next + 3 * kSteps < queue_.size()) graph.prefetch_row(queue_[next + 3 * kSteps]);
  if (next + 2 * kSteps < queue_.size()) graph.prefetch_references(queue_[next + 2 * kSteps]);
  if (next + kSteps >= queue_.size()) return;
  const auto targets = graph.references(queue_[next + kSteps]);
  for (const Node target : targets.first(std::min(kFew, targets.size())))
    __builtin_prefetch(&states_[target], 1);
}

void Reach::walk_roots(const Graph& graph, const Survivors& survivors, bool machine_stack) {
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    if ((roots_[i].category == kMachineStack) != machine_stack) continue;
    for (const Node node : roots_[i].targets) start(node, std::min<std::size_t>(i, kThread - 1), survivors);
  }
  walk(graph, survivors);
}

void Reach::walk(const Graph& graph, const Survivors& survivors) {
  for (std::size_t next = 0; next < queue_.size(); ++next) {
    look_ahead(graph, next);
    const Node node = queue_[next];
    for (const Node target : graph.references(node)) {
      if (states_[target].depth == kNoNode) enter(target, node, survivors);
    }
  }
  queue_.clear();
}

std::string Reach::root(Node node) const {
  if (depth(node) == kNoNode) return "";
  return states_[node].root == kThread ? "thread" : roots_[states_[node].root].category;
}

std::vector<Node> Reach::path(Node node) const {
  std::vector<Node> path;
  if (depth(node) == kNoNode) return path;
  for (Node at = node; at != kNoNode; at = states_[at].parent) path.push_back(at);
  std::reverse(path.begin(), path.end());
  return path;
}

Attachments find_attachments(const Graph& graph, const Survivors& survivors,
                             const std::vector<Node>& containers) {
  Attachments attachments{std::vector<Node>(graph.size(), kNoNode), std::vector<Node>(graph.size(), kNoNode)};
  for (const Node container : containers) attachments.on[container] = container;
  std::vector<Node> queue = containers;
  for (std::size_t next = 0; next < queue.size(); ++next) {
    const Node node = queue[next];
    for (const Node target : graph.references(node)) {
      if (attachments.on[target] != kNoNode || survivors.is_old(target)) continue;
      attachments.on[target] = attachments.on[node];
      attachments.parent[target] = node;
      queue.push_back(target);
    }
  }
  return attachments;
}

}  // namespace heapgate
