#pragma once

#include <vector>

#include "containers.hpp"
#include "graph.hpp"
#include "reference_history.hpp"
#include "survivors.hpp"

namespace heapgate {

/// By node: whether the object came after the first dump and all that holds it is containers that have not
/// grown, or objects that are held so themselves. An OBJECT or STRUCT that was there before, with hardly more
/// references than then, neither holds it so nor otherwise.
[[nodiscard]] std::vector<bool> find_enclosed(const Graph& graph, const Survivors& survivors,
                                              const std::vector<Hold>& holds,
                                              const ReferenceHistory& history);

}  // namespace heapgate
