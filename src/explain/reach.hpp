#pragma once

#include <string>
#include <vector>

#include "graph.hpp"
#include "survivors.hpp"

namespace heapgate {

/// From the GC roots to every object by the fewest references. The machine stack comes last: what stands on
/// it by chance is no reason where there is another.
class Reach {
 public:
  Reach(const Graph& graph, const Survivors& survivors);

  /// References from the root; kNoNode if no root leads here.
  [[nodiscard]] std::uint32_t depth(Node node) const { return depth_[node]; }
  /// The last object on the way that was there before the leak; kNoNode if there is none.
  [[nodiscard]] Node holder(Node node) const { return holder_[node]; }
  /// The category of the root that leads here; empty if none does.
  [[nodiscard]] std::string root(Node node) const;
  /// From the first object behind the root to `node`; empty if no root leads here.
  [[nodiscard]] std::vector<Node> path(Node node) const;

 private:
  void walk(const Graph& graph, const Survivors& survivors, bool machine_stack);
  void enter(Node node, Node parent, const Survivors& survivors);

  std::vector<Root> const& roots_;
  std::vector<Node> parent_;  // kNoNode: a root's target, or not reached
  std::vector<Node> holder_;
  std::vector<std::uint32_t> depth_;
  std::vector<std::uint16_t> root_;  // index into roots_, the last index for all beyond
  std::vector<Node> queue_;
};

/// What hangs on the containers that grow: which of them leads to an object by the fewest references through
/// objects that came with the leak. Index into `containers` by node; kNoNode if none does.
[[nodiscard]] std::vector<std::uint32_t> hang_on(const Graph& graph, const Survivors& survivors,
                                                 const std::vector<Node>& containers);

}  // namespace heapgate
