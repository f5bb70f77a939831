#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dump/parse/record.hpp"
#include "node_index.hpp"

namespace heapgate {

/// A GC root as the dump groups them.
struct Root {
  std::string category;
  std::vector<Node> targets;
};

/// The references of the last dump, an object's class among them, which dumps do not list. References to
/// what has no record are left out.
class Graph {
 public:
  /// `heap` is the dump; throws runtime_error if it cannot be read again or is not what it was.
  Graph(const Heap& heap, const NodeIndex& nodes, unsigned threads);

  [[nodiscard]] std::span<const Node> references(Node node) const {
    const Row& row = rows_[node];
    return std::span(chunks_[row.chunk].targets).subspan(row.begin, row.size);
  }
  /// Asks for the memory that references() will need: for where they are, a while later for themselves.
  void prefetch_row(Node node) const { __builtin_prefetch(&rows_[node]); }
  void prefetch_references(Node node) const { __builtin_prefetch(references(node).data()); }
  [[nodiscard]] const std::vector<Root>& roots() const { return roots_; }
  /// Number of references that the record lists, dangling ones too.
  [[nodiscard]] const std::vector<std::uint32_t>& listed() const { return listed_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  struct Chunk {
    std::vector<Node> targets;
    std::vector<Root> roots;
  };
  struct Row {
    std::uint32_t chunk = 0;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  static void add_root(const Record& record, const NodeIndex& nodes, Chunk& chunk);
  void add(const Record& record, Node node, const NodeIndex& nodes, std::size_t index);

  std::vector<Chunk> chunks_;
  std::vector<Row> rows_;  // by Node
  std::vector<std::uint32_t> listed_;
  std::vector<Root> roots_;
};

}  // namespace heapgate
