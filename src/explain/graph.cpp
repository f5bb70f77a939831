#include "graph.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>

#include "second_read.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

// Which nodes had their record; asked by several threads.
class Seen {
 public:
  explicit Seen(std::size_t nodes) : flags_(nodes) {}

  /// False if it had one before.
  bool first(Node node) { return !flags_[node].exchange(true, std::memory_order_relaxed); }
  [[nodiscard]] bool all() const {
    return std::all_of(flags_.begin(), flags_.end(), [](const auto& flag) { return flag.load(); });
  }

 private:
  std::vector<std::atomic<bool>> flags_;
};

}  // namespace

void Graph::add_root(const Record& record, const NodeIndex& nodes, Chunk& chunk) {
  Root& root = chunk.roots.emplace_back(Root{std::string(record.root.value_or("unknown")), {}});
  for (const Address address : record.references) {
    if (const Node node = nodes.find(address); node != kNoNode) root.targets.push_back(node);
  }
}

void Graph::add(const Record& record, Node node, const NodeIndex& nodes, std::size_t index) {
  std::vector<Node>& targets = chunks_[index].targets;
  const std::size_t begin = targets.size();
  for (const Address address : record.references) {
    if (const Node target = nodes.find(address); target != kNoNode) targets.push_back(target);
  }
  // What an IMEMO calls its class is garbage in old Rubies.
  const Node klass = record.type == "IMEMO" ? kNoNode : nodes.find(record.klass);
  if (klass != kNoNode) targets.push_back(klass);
  rows_[node] = {static_cast<std::uint32_t>(index), clamped(begin), clamped(targets.size() - begin)};
  listed_[node] = clamped(record.references.size());
}

Graph::Graph(const Heap& heap, const NodeIndex& nodes, unsigned threads)
    : rows_(nodes.size()), listed_(nodes.size()) {
  const RecordFile file = open_again(heap);
  chunks_.resize(file.chunks());
  Seen seen(nodes.size());
  // Of records at one address the first counts: then the file is read in its order.
  const bool has_duplicates = heap.ledger.duplicates > 0;
  in_parallel(chunks_.size(), has_duplicates ? 1 : threads, [&](std::size_t i) {
    file.read(i, [&](const Record& record) {
      if (record.type == "ROOT") return add_root(record, nodes, chunks_[i]);
      const Node node = record.address ? nodes.find(*record.address) : kNoNode;
      if (node == kNoNode || record.type == "SHAPE" || record.type == "NONE") return;
      if (seen.first(node)) return add(record, node, nodes, i);
      if (!has_duplicates) fail_changed(heap);
    });
    chunks_[i].targets.shrink_to_fit();
  });
  if (!seen.all()) fail_changed(heap);
  for (Chunk& chunk : chunks_) {
    std::move(chunk.roots.begin(), chunk.roots.end(), std::back_inserter(roots_));
    chunk.roots = {};
  }
}

}  // namespace heapgate
