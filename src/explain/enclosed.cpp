#include "enclosed.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kFewReferences =
    2;  // more than before, of an object whose class says how many it has

enum class Edge { steady, open, neutral };

/// Two walks from the objects of the first dump to those that came later: from what is bounded, and from all
/// else.
class Walks {
 public:
  Walks(const Graph& graph, const Survivors& survivors, const std::vector<Hold>& holds,
        const ReferenceHistory& history)
      : graph_(graph), survivors_(survivors), holds_(holds), history_(history) {}

  std::vector<bool> find() {
    std::vector<bool> enclosed = walk(Edge::steady);
    const std::vector<bool> open = walk(Edge::open);
    for (Node node = 0; node < enclosed.size(); ++node) enclosed[node] = enclosed[node] && !open[node];
    return enclosed;
  }

 private:
  [[nodiscard]] Edge edge(Node node) const {
    if (holds_[node] == Hold::steady) return Edge::steady;
    if (holds_[node] == Hold::grown) return Edge::open;
    // What came later holds as it is held.
    if (!survivors_.is_old(node)) return Edge::neutral;
    if (holds_[node] != Hold::fields) return Edge::open;
    const std::vector<std::uint64_t> references = history_.references(node);
    return references.back() > references.front() + kFewReferences ? Edge::open : Edge::neutral;
  }

  std::vector<bool> walk(Edge wanted) {
    std::vector<bool> reached(graph_.size());
    std::vector<Node> queue;
    const auto enter = [&](Node target) {
      if (survivors_.is_old(target) || reached[target]) return;
      reached[target] = true;
      queue.push_back(target);
    };
    if (wanted == Edge::open) {
      for (const Root& root : graph_.roots()) {
        for (const Node target : root.targets) enter(target);
      }
    }
    for (Node node = 0; node < graph_.size(); ++node) {
      if (holds_newer(node) && edge(node) == wanted) {
        for (const Node target : graph_.references(node)) enter(target);
      }
    }
    for (std::size_t next = 0; next < queue.size(); ++next) {
      // Whatever holds it, what is in it is bounded.
      if (holds_[queue[next]] == Hold::steady) continue;
      for (const Node target : graph_.references(queue[next])) enter(target);
    }
    return reached;
  }

  [[nodiscard]] bool holds_newer(Node node) const {
    for (const Node target : graph_.references(node)) {
      if (!survivors_.is_old(target)) return true;
    }
    return false;
  }

  const Graph& graph_;
  const Survivors& survivors_;
  const std::vector<Hold>& holds_;
  const ReferenceHistory& history_;
};

}  // namespace

std::vector<bool> find_enclosed(const Graph& graph, const Survivors& survivors,
                                const std::vector<Hold>& holds, const ReferenceHistory& history) {
  return Walks(graph, survivors, holds, history).find();
}

}  // namespace heapgate
