#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "graph.hpp"
#include "heapgate/process.hpp"
#include "survivors.hpp"

namespace heapgate {

/// What the objects of a watched group that were there in the first dump came to hold.
struct Filling {
  std::vector<Node> containers;        ///< that hold more in the last dump than in the first
  std::vector<std::uint64_t> growths;  ///< by how much each
  Node most = kNoNode;                 ///< the one that grew most
  std::uint64_t grown = 0;             ///< by how much all of them grew: items, or bytes of what has none
  /// References to new objects of watched groups, by their index.
  std::map<std::size_t, std::uint64_t> by;
};

/// By watched group, `watched` of them.
[[nodiscard]] std::vector<Filling> find_fillings(const Process& process, const Survivors& survivors,
                                                 const Graph& graph, std::size_t watched);

}  // namespace heapgate
