#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "collector.hpp"
#include "heapgate/heap.hpp"
#include "kind_memo.hpp"
#include "run_order.hpp"

namespace heapgate {

/// Puts together what several threads read of one dump.
class HeapBuilder {
 public:
  /// For `chunks` chunks that up to `threads` threads read.
  HeapBuilder(std::shared_ptr<ProcessKinds> kinds, std::size_t threads, std::size_t chunks)
      : kinds_(std::move(kinds)), collectors_(threads), chunks_(chunks) {}

  /// The collector of a thread, which only that thread may use.
  Collector& collector(std::size_t thread);
  /// The chunk's place is its order in the file; each is filled once.
  Chunk& chunk(std::size_t index) { return chunks_[index]; }
  /// For a reader that cannot tell beforehand how many there are; not together with chunk().
  void append(Chunk chunk) { chunks_.push_back(std::move(chunk)); }

  /// Moves the heap out; call once, when all threads are done and their collectors finished.
  [[nodiscard]] Heap finish(std::string path);

 private:
  void add_ledger(const Chunk& chunk);
  void add_collector(Collector& collector);
  void drop_duplicate(const RunOrder::Dropped& dropped);

  std::shared_ptr<ProcessKinds> kinds_;
  std::vector<std::unique_ptr<Collector>> collectors_;
  std::vector<Chunk> chunks_;

  // While it finishes.
  Heap heap_;
  PageMap pages_;
  std::vector<std::uint64_t> identities_;  // by KindId
};

}  // namespace heapgate
