#include "own_files.hpp"

namespace heapgate {

std::set<std::string, std::less<>> own_files(std::span<const Process> processes) {
  std::set<std::string, std::less<>> files;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      if (heap.ledger.meta && !heap.ledger.meta->own.empty()) files.insert(heap.ledger.meta->own);
    }
  }
  return files;
}

}  // namespace heapgate
