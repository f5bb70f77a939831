#pragma once

#include <set>
#include <utility>
#include <vector>

#include "graph.hpp"
#include "heapgate/heap.hpp"

namespace heapgate {

/// What Ruby keeps the texts of all symbols in that are never freed.
struct SymbolTable {
  /// One that holds pages, and these, each of which holds nothing but texts and symbols.
  std::set<Node> arrays;
  /// A symbol and its text, to which it does not refer in a dump: on a page the text comes first.
  std::vector<std::pair<Node, Node>> texts;
};

/// Empty if there is none such.
[[nodiscard]] SymbolTable find_symbol_table(const Graph& graph, const Heap& heap);

}  // namespace heapgate
