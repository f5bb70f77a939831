#include "symbol_table.hpp"

#include <algorithm>
#include <vector>

namespace heapgate {
namespace {

// What the search needs to know of an object.
struct Cell {
  bool is_array = false;  // Ruby's own: without a class
  bool is_text = false;
  bool is_symbol = false;
  std::uint64_t contents = 0;
};

std::vector<Cell> cells_of(const Heap& heap) {
  std::vector<Cell> by_kind(heap.kind_tallies.size());
  for (std::size_t i = 0; i < by_kind.size(); ++i) {
    const Kind& kind = heap.kind(static_cast<KindId>(i));
    const std::string_view type = heap.text(kind.type);
    by_kind[i].is_array = type == "ARRAY" && kind.klass == kNoAddress;
    by_kind[i].is_symbol = type == "SYMBOL";
    by_kind[i].is_text = type == "STRING" || type == "SYMBOL";
  }
  std::vector<Cell> cells;
  cells.reserve(heap.objects.size());
  for (auto at = heap.objects.begin(); at != heap.objects.end(); ++at) {
    cells.push_back(by_kind[static_cast<std::size_t>(at.kind())]);
    if (cells.back().is_array) cells.back().contents = at.contents();
  }
  return cells;
}

bool is_page(Node node, const Graph& graph, const std::vector<Cell>& cells) {
  const auto texts = graph.references(node);
  return cells[node].is_array && !texts.empty() &&
         std::all_of(texts.begin(), texts.end(), [&](Node text) { return cells[text].is_text; });
}

// Every page is as long, but for the last one, which fills.
bool is_table(Node node, const Graph& graph, const std::vector<Cell>& cells) {
  const auto pages = graph.references(node);
  return cells[node].is_array && pages.size() > 1 && std::all_of(pages.begin(), pages.end(), [&](Node page) {
           return is_page(page, graph, cells) && cells[page].contents <= cells[pages.front()].contents;
         });
}

void add_texts(Node page, const Graph& graph, const std::vector<Cell>& cells, SymbolTable& table) {
  const auto entries = graph.references(page);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (cells[entries[i]].is_symbol && !cells[entries[i - 1]].is_symbol)
      table.texts.emplace_back(entries[i], entries[i - 1]);
  }
}

}  // namespace

SymbolTable find_symbol_table(const Graph& graph, const Heap& heap) {
  const std::vector<Cell> cells = cells_of(heap);
  SymbolTable table;
  for (const Root& root : graph.roots()) {
    if (root.category != "vm" && root.category != "global_symbols") continue;
    for (const Node node : root.targets) {
      if (!is_table(node, graph, cells)) continue;
      table.arrays.insert(node);
      for (const Node page : graph.references(node)) {
        if (table.arrays.insert(page).second) add_texts(page, graph, cells, table);
      }
    }
  }
  return table;
}

}  // namespace heapgate
