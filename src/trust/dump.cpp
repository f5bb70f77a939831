#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Healthy dumps, those with the most hostile paths and names included, have
// at most 0.5 % bad lines.
constexpr std::uint64_t kMaxBadPercent = 5;

// A dump names each address once: 0 on every set, about 100 for two dumps in one file.
constexpr std::uint64_t kMaxDuplicatePercent = 1;

Problem damaged(const std::string& what) {
  return {TrustStatus::fail, what + "; take the dump again"};
}

// But for those that are broken by a name and read all the same: Ruby writes such, and no damage did it.
std::uint64_t damaged_lines(const Ledger& ledger) {
  std::uint64_t lines = 0;
  for (const Damage& damage : ledger.damage) {
    const bool is_name = damage.field == "file" || damage.field == "method" || damage.field == "name" ||
                         damage.field == "real_class_name";
    lines += damage.unread_lines + (is_name ? 0 : damage.rescued_lines);
  }
  return lines;
}

}  // namespace

MaybeProblem check_dump(const Heap& heap) {
  const Ledger& ledger = heap.ledger;
  if (ledger.lines == 0) return damaged("the file is empty");
  if (heap.objects.empty() && ledger.roots == 0) {
    return damaged(fmt::format("no heap dump: none of its {} lines is a record", ledger.lines));
  }
  if (ledger.duplicates * 100 > heap.objects.size() * kMaxDuplicatePercent) {
    return damaged(fmt::format("{} addresses have a second record, as when two dumps are written to one file",
                               ledger.duplicates));
  }
  const std::uint64_t broken = damaged_lines(ledger);
  if (broken * 100 <= ledger.lines * kMaxBadPercent) return std::nullopt;
  const BadLine& first = ledger.first_bad.front();
  return damaged(fmt::format("{} lines are not records, the first is line {} ({})",
                             share(broken, ledger.lines), first.number, first.reason));
}

}  // namespace heapgate
