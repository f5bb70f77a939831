#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dump/record_file.hpp"
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
  Graph(const RecordFile& file, const NodeIndex& nodes, unsigned threads);

  [[nodiscard]] std::span<const Node> references(Node node) const {
    const Row& row = rows_[node];
    return std::span(chunks_[row.chunk].targets).subspan(row.begin, row.size);
  }
  [[nodiscard]] const std::vector<Root>& roots() const { return roots_; }
  /// Number of references that the record lists, dangling ones too.
  [[nodiscard]] const std::vector<std::uint32_t>& listed() const { return listed_; }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  struct Source {
    Node node;
    std::uint32_t size;
    std::uint32_t listed;
  };
  struct Chunk {
    std::vector<Source> sources;
    std::vector<Node> targets;
    std::vector<Root> roots;
  };
  struct Row {
    std::uint32_t chunk = 0;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  static void add(const Record& record, std::string_view root, const NodeIndex& nodes, Chunk& chunk);
  void assemble();

  std::vector<Chunk> chunks_;
  std::vector<Row> rows_;  // by Node
  std::vector<std::uint32_t> listed_;
  std::vector<Root> roots_;
};

/// How many references the records of an earlier dump list, by the node of the last dump: 0 where `same`
/// says that it is another object.
[[nodiscard]] std::vector<std::uint32_t> count_references(const RecordFile& file, const NodeIndex& nodes,
                                                          const std::vector<bool>& same, unsigned threads);

}  // namespace heapgate
