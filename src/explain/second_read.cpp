#include "second_read.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace heapgate {

RecordFile open_again(const Heap& heap) {
  RecordFile file(heap.ledger.path, heap.chunk_begins);
  if (!file.can_be_read()) throw std::runtime_error(heap.ledger.path + ": cannot be read a second time");
  return file;
}

void fail_changed(const Heap& heap) {
  throw std::runtime_error(heap.ledger.path + ": is not what it was when it was read first");
}

std::uint32_t clamped(std::size_t size) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace heapgate
