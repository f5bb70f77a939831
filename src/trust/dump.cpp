#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Lines whose object is not known. Healthy dumps, those with the most hostile paths and names included, have
// at most 0.5 % of them.
constexpr std::uint64_t kMaxBadPercent = 5;

// A dump names each address once: 0 on every set, about 100 for two dumps in one file.
constexpr std::uint64_t kMaxDuplicatePercent = 1;

Problem fail(const std::string& what) {
  return {TrustStatus::fail, what + "; take the dump again"};
}

}  // namespace

MaybeProblem check_dump(const Heap& heap) {
  const Ledger& ledger = heap.ledger;
  if (ledger.lines == 0) return fail("the file is empty");
  if (heap.objects.empty() && ledger.roots == 0) {
    return fail(fmt::format("no heap dump: none of its {} lines is a record", ledger.lines));
  }
  if (ledger.duplicates * 100 > heap.objects.size() * kMaxDuplicatePercent) {
    return fail(fmt::format("{} addresses have a second record, as when two dumps are written to one file",
                            ledger.duplicates));
  }
  const std::uint64_t unread = ledger.unread_lines();
  if (unread * 100 <= ledger.lines * kMaxBadPercent) return std::nullopt;
  const BadLine& first = ledger.first_bad.front();
  return fail(fmt::format("{} lines cannot be read, the first broken one is line {} ({})",
                          share(unread, ledger.lines), first.number, first.reason));
}

}  // namespace heapgate
