#pragma once

#include <set>

#include "graph.hpp"
#include "heapgate/heap.hpp"

namespace heapgate {

/// The arrays in which Ruby keeps the texts of all symbols that are never freed: one that holds pages, each
/// of which holds nothing but texts and symbols. Empty if there are none such.
[[nodiscard]] std::set<Node> find_symbol_table(const Graph& graph, const Heap& heap);

}  // namespace heapgate
