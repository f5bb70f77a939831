#include "checks.hpp"

namespace heapgate {

MaybeProblem check_readable(const Heap& heap) {
  if (heap.ledger.failure.empty()) return std::nullopt;
  return Problem{TrustStatus::fail, heap.ledger.failure};
}

}  // namespace heapgate
