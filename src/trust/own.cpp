#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checks.hpp"
#include "heapgate/meta_file.hpp"

namespace heapgate {
namespace {

Tally own_objects(const Heap& heap) {
  Tally sum;
  const std::vector<std::string> own = own_files(*heap.ledger.meta);
  for (std::size_t i = 0; i < heap.kind_tallies.size(); ++i) {
    const std::string_view file = heap.text(heap.kind(static_cast<KindId>(i)).file);
    if (std::find(own.begin(), own.end(), file) != own.end()) sum.add(heap.kind_tallies[i]);
  }
  return sum;
}

}  // namespace

MaybeProblem check_own(std::span<const Process> processes) {
  Tally sum;
  std::string file;
  for (const Process& process : processes) {
    if (process.heaps.empty()) continue;
    const Heap& last = process.heaps.back();
    if (!last.ledger.meta || last.ledger.meta->own.empty()) continue;
    file = last.ledger.meta->own;
    sum.add(own_objects(last));
  }
  if (sum.objects == 0) return std::nullopt;
  return Problem{TrustStatus::ok,
                 fmt::format("{} object{} ({} bytes) of the capture itself ({}) {} left out", sum.objects,
                             sum.objects == 1 ? "" : "s", sum.bytes, file, sum.objects == 1 ? "is" : "are")};
}

}  // namespace heapgate
