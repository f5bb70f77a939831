#pragma once

#include <string>
#include <vector>

#include "graph.hpp"
#include "survivors.hpp"

namespace heapgate {

/// From the GC roots to every object by the fewest references. The machine stack comes behind all others:
/// what stands on it by chance is no reason where there is another. Last come threads that no root leads to:
/// a dump that a forked child wrote lacks the roots of its parent's other threads, which run nevertheless.
class Reach {
 public:
  Reach(const Graph& graph, const Survivors& survivors, const std::vector<Node>& threads = {});

  /// References from the root; kNoNode if no root leads here.
  [[nodiscard]] std::uint32_t depth(Node node) const { return states_[node].depth; }
  /// The last object on the way that was there before the leak; kNoNode if there is none.
  [[nodiscard]] Node holder(Node node) const { return states_[node].holder; }
  /// What leads to `node`; kNoNode if a root does or none.
  [[nodiscard]] Node parent(Node node) const { return states_[node].parent; }
  /// The category of the root that leads here, "thread" if it is one that no root leads to; empty if none
  /// does.
  [[nodiscard]] std::string root(Node node) const;
  /// From the first object behind the root to `node`; empty if no root leads here.
  [[nodiscard]] std::vector<Node> path(Node node) const;

 private:
  // Together, since a walk comes to them in no order.
  struct State {
    Node parent = kNoNode;  // of a root's target none
    Node holder = kNoNode;
    std::uint32_t depth = kNoNode;
    std::uint16_t root = 0;  // index into roots_, the last index for all beyond
  };

  static constexpr std::uint16_t kThread = 0xFFFE;  // in place of a root

  void walk_roots(const Graph& graph, const Survivors& survivors, bool machine_stack);
  void start(Node node, std::size_t root, const Survivors& survivors);
  void walk(const Graph& graph, const Survivors& survivors);
  void enter(Node node, Node parent, const Survivors& survivors);
  void look_ahead(const Graph& graph, std::size_t next) const;

  std::vector<Root> const& roots_;
  std::vector<State> states_;  // by Node
  std::vector<Node> queue_;
};

/// What hangs on the containers that grow, by node: what leads there by the fewest references through objects
/// that came with the leak.
struct Attachments {
  std::vector<Node> on;      ///< the container, of one itself; kNoNode if none leads there
  std::vector<Node> parent;  ///< the next one on the way to it; kNoNode of a container
};

/// Where several lead by equally many references, that of the first of `containers` counts.
[[nodiscard]] Attachments find_attachments(const Graph& graph, const Survivors& survivors,
                                           const std::vector<Node>& containers);

}  // namespace heapgate
