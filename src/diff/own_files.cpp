#include "own_files.hpp"

#include <utility>

#include "heapgate/meta_file.hpp"

namespace heapgate {

std::set<std::string, std::less<>> own_files(std::span<const Process> processes) {
  std::set<std::string, std::less<>> files;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      if (!heap.ledger.meta) continue;
      for (std::string& file : own_files(*heap.ledger.meta)) files.insert(std::move(file));
    }
  }
  return files;
}

}  // namespace heapgate
