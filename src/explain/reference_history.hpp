#pragma once

#include <cstdint>
#include <vector>

#include "graph.hpp"
#include "heapgate/process.hpp"
#include "survivors.hpp"

namespace heapgate {

/// How many references the objects that may hold a leak had in each dump: those that stayed and refer to what
/// came later. There are few, so that little of the earlier dumps is read again.
class ReferenceHistory {
 public:
  /// Throws as count_references().
  ReferenceHistory(const Process& process, const NodeIndex& nodes, const Survivors& survivors,
                   const Graph& graph, unsigned threads);

  /// Ascending.
  [[nodiscard]] const std::vector<Node>& candidates() const { return candidates_; }
  /// By dump; 0 where the object was not there, everywhere if it is no candidate.
  [[nodiscard]] std::vector<std::uint64_t> references(Node node) const;
  /// In every interval.
  [[nodiscard]] bool grows(Node node) const;

 private:
  void add_dump(const Process& process, std::size_t dump, const NodeIndex& nodes, const Survivors& survivors,
                unsigned threads);

  std::vector<Node> candidates_;
  std::vector<std::vector<std::uint32_t>> counts_;  // by dump, beside candidates_
};

}  // namespace heapgate
