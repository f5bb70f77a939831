#include "graph.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

#include "parallel.hpp"

namespace heapgate {
namespace {

std::uint32_t clamped(std::size_t size) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void Graph::add(const Record& record, std::string_view root, const NodeIndex& nodes, Chunk& chunk) {
  if (!root.empty()) {
    Root& added = chunk.roots.emplace_back(Root{std::string(root), {}});
    for (const Address address : record.references) {
      if (const Node node = nodes.find(address); node != kNoNode) added.targets.push_back(node);
    }
    return;
  }
  const Node node = record.address ? nodes.find(*record.address) : kNoNode;
  if (node == kNoNode || record.type == "SHAPE" || record.type == "NONE") return;
  const std::size_t begin = chunk.targets.size();
  for (const Address address : record.references) {
    if (const Node target = nodes.find(address); target != kNoNode) chunk.targets.push_back(target);
  }
  // What an IMEMO calls its class is garbage in old Rubies.
  const Node klass = record.type == "IMEMO" ? kNoNode : nodes.find(record.klass);
  if (klass != kNoNode) chunk.targets.push_back(klass);
  chunk.sources.push_back({node, clamped(chunk.targets.size() - begin), clamped(record.references.size())});
}

Graph::Graph(const RecordFile& file, const NodeIndex& nodes, unsigned threads)
    : chunks_(file.chunks()), rows_(nodes.size()), listed_(nodes.size()) {
  in_parallel(chunks_.size(), threads, [&](std::size_t i) {
    file.read(i, [&](const Record& record, std::string_view root) { add(record, root, nodes, chunks_[i]); });
    chunks_[i].targets.shrink_to_fit();
  });
  assemble();
}

// Of records at one address the first counts.
void Graph::assemble() {
  std::vector<bool> seen(rows_.size());
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    std::uint32_t begin = 0;
    for (const Source& source : chunks_[i].sources) {
      if (!seen[source.node]) {
        seen[source.node] = true;
        rows_[source.node] = {static_cast<std::uint32_t>(i), begin, source.size};
        listed_[source.node] = source.listed;
      }
      begin += source.size;
    }
    chunks_[i].sources = {};
    std::move(chunks_[i].roots.begin(), chunks_[i].roots.end(), std::back_inserter(roots_));
    chunks_[i].roots = {};
  }
}

std::vector<std::uint32_t> count_references(const RecordFile& file, const NodeIndex& nodes,
                                            const std::vector<bool>& same, unsigned threads) {
  // Two records at one address may be read by two threads.
  std::vector<std::atomic<std::uint32_t>> counts(nodes.size());
  in_parallel(file.chunks(), threads, [&](std::size_t chunk) {
    file.read(chunk, [&](const Record& record, std::string_view) {
      if (!record.address || record.references.empty()) return;
      const Node node = nodes.find(*record.address);
      if (node != kNoNode && same[node])
        counts[node].store(clamped(record.references.size()), std::memory_order_relaxed);
    });
  });
  std::vector<std::uint32_t> result(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) result[i] = counts[i].load(std::memory_order_relaxed);
  return result;
}

}  // namespace heapgate
