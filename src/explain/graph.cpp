#include "graph.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "dump/record_file.hpp"
#include "parallel.hpp"

namespace heapgate {
namespace {

std::uint32_t clamped(std::size_t size) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

void Graph::add(const Record& record, std::string_view root, const NodeIndex& nodes, std::size_t index) {
  Chunk& chunk = chunks_[index];
  if (!root.empty()) {
    Root& added = chunk.roots.emplace_back(Root{std::string(root), {}});
    for (const Address address : record.references) {
      if (const Node node = nodes.find(address); node != kNoNode) added.targets.push_back(node);
    }
    return;
  }
  const Node node = record.address ? nodes.find(*record.address) : kNoNode;
  if (node == kNoNode || record.type == "SHAPE" || record.type == "NONE") return;
  if (!seen_.empty()) {
    if (seen_[node]) return;
    seen_[node] = true;
  }
  const std::size_t begin = chunk.targets.size();
  for (const Address address : record.references) {
    if (const Node target = nodes.find(address); target != kNoNode) chunk.targets.push_back(target);
  }
  // What an IMEMO calls its class is garbage in old Rubies.
  const Node klass = record.type == "IMEMO" ? kNoNode : nodes.find(record.klass);
  if (klass != kNoNode) chunk.targets.push_back(klass);
  rows_[node] = {static_cast<std::uint32_t>(index), clamped(begin), clamped(chunk.targets.size() - begin)};
  listed_[node] = clamped(record.references.size());
}

// Records that came to an address since the dump was read first may have been read by two threads at once.
void Graph::check_rows(const std::string& path) const {
  for (const Row& row : rows_) {
    if (std::size_t{row.begin} + row.size > chunks_[row.chunk].targets.size())
      throw std::runtime_error(path + ": is not what it was when it was read first");
  }
}

Graph::Graph(const Heap& heap, const NodeIndex& nodes, unsigned threads)
    : rows_(nodes.size()), listed_(nodes.size()) {
  const RecordFile file(heap.ledger.path);
  if (!file.can_be_read()) throw std::runtime_error(heap.ledger.path + ": cannot be read a second time");
  chunks_.resize(file.chunks());
  // Of records at one address the first counts: then the file is read in its order.
  const bool has_duplicates = heap.ledger.duplicates > 0;
  if (has_duplicates) seen_.resize(nodes.size());
  in_parallel(chunks_.size(), has_duplicates ? 1 : threads, [&](std::size_t i) {
    file.read(i, [&](const Record& record, std::string_view root) { add(record, root, nodes, i); });
    chunks_[i].targets.shrink_to_fit();
  });
  seen_ = {};
  check_rows(heap.ledger.path);
  for (Chunk& chunk : chunks_) {
    std::move(chunk.roots.begin(), chunk.roots.end(), std::back_inserter(roots_));
    chunk.roots = {};
  }
}

}  // namespace heapgate
