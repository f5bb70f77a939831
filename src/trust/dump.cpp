#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kMinDumps = 3;

// Healthy dumps, the most hostile paths and names included, have at most 0.5 % bad lines.
constexpr std::uint64_t kMaxBadPercent = 5;

TrustFinding fail(const char* check, const std::string& message) {
  return {check, TrustStatus::fail, message};
}

}  // namespace

TrustFindings check_count(std::span<const Process> processes) {
  TrustFindings findings;
  for (const Process& process : processes) {
    const std::size_t count = process.heaps.size();
    const std::string where = process.origin.empty() ? "" : process.origin + ": ";
    if (count < kMinDumps) {
      findings.push_back(fail("count", fmt::format("{}holds {} dump{}; three are needed to tell a leak",
                                                   where, count, count == 1 ? "" : "s")));
    } else if (count != processes.front().heaps.size()) {
      findings.push_back(
          fail("count", fmt::format("{}holds {} dumps and {} holds {}; take as many of every process", where,
                                    count, processes.front().origin, processes.front().heaps.size())));
    }
  }
  return findings;
}

TrustFindings check_readable(const Heap& heap) {
  if (heap.ledger.failure.empty()) return {};
  return {fail("readable", heap.ledger.path + ": " + heap.ledger.failure)};
}

TrustFindings check_dump(const Heap& heap) {
  const Ledger& ledger = heap.ledger;
  if (ledger.lines == 0) return {fail("dump", ledger.path + ": the file is empty; take the dump again")};
  if (heap.objects.empty() && ledger.roots == 0) {
    return {fail("dump", fmt::format("{}: no heap dump: none of its {} lines is a record", ledger.path,
                                     ledger.lines))};
  }
  if (ledger.bad_lines * 100 > ledger.lines * kMaxBadPercent) {
    return {fail("dump",
                 fmt::format("{}: {} of {} lines are no records, the first is line {} ({}); take the dump "
                             "again",
                             ledger.path, ledger.bad_lines, ledger.lines, ledger.first_bad.front().number,
                             ledger.first_bad.front().reason))};
  }
  return {};
}

}  // namespace heapgate
