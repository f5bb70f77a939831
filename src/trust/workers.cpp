#include <fmt/format.h>

#include <set>

#include "checks.hpp"

namespace heapgate {

// The worker that leaks most is the one that a worker killer ends.
MaybeProblem check_workers(std::span<const Process> processes) {
  std::set<std::uint64_t> ended;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      if (heap.ledger.meta) ended.insert(heap.ledger.meta->ended.begin(), heap.ledger.meta->ended.end());
    }
  }
  if (ended.empty()) return std::nullopt;
  std::string pids;
  for (const std::uint64_t pid : ended) pids += (pids.empty() ? "" : ", ") + std::to_string(pid);
  const bool all = ended.size() >= processes.size();
  return Problem{
      TrustStatus::fail,
      fmt::format(
          "worker{} {} ended while the dumps were taken{}: what leaked there is not seen; switch worker "
          "killers and restarts off for the load test, or say 'trust: {{workers: warn}}'",
          ended.size() == 1 ? "" : "s", pids, all ? ", as many as were dumped, as in a phased restart" : "")};
}

}  // namespace heapgate
