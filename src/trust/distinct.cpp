#include "checks.hpp"

namespace heapgate {

// Compared by a sum over the objects' identities, so that a copy is found whatever its name or compression.
MaybeProblem check_distinct(const Process& process) {
  for (std::size_t i = 0; i < process.heaps.size(); ++i) {
    for (std::size_t j = i + 1; j < process.heaps.size(); ++j) {
      const Heap& a = process.heaps[i];
      const Heap& b = process.heaps[j];
      if (a.content_hash != b.content_hash || a.objects.size() != b.objects.size()) continue;
      return Problem{TrustStatus::fail,
                     b.ledger.path + ": the same dump as " + a.ledger.path + "; name three different ones"};
    }
  }
  return std::nullopt;
}

}  // namespace heapgate
