#include <fmt/format.h>

#include <algorithm>

#include "checks.hpp"

namespace heapgate {
namespace {

// A dump has no end marker, but what is referenced and has no record tells a cut (see Dangling).
// Dumps of quiet processes have 0 ahead and 0 inside (Ruby 2.1 and 2.7: 1 inside), under ordinary load 10 to
// 95 inside; a dump without its last line has 1 ahead, without its last 55 lines 21 to 35.
constexpr std::uint64_t kQuietInside = 2;
constexpr std::uint64_t kMaxAheadUnderLoad = 10;
constexpr std::uint64_t kMaxInsidePercent = 1;

MaybeProblem incomplete(const std::string& what) {
  return Problem{
      TrustStatus::fail,
      "not complete: " + what +
          "; it was cut, or the program allocated while it was dumped: take it again with the load "
          "stopped, and wait until it is written"};
}

// dump_all(since: N) writes only what was allocated later, so that not even Object is there.
bool is_partial(const Heap& heap) {
  if (heap.objects.empty() || heap.ledger.traced < heap.objects.size()) return false;
  return std::none_of(heap.classes.begin(), heap.classes.end(),
                      [&](const ClassRecord& record) { return heap.text(record.name) == "Object"; });
}

}  // namespace

MaybeProblem check_complete(const Heap& heap) {
  const Ledger& ledger = heap.ledger;
  if (!ledger.ends_in_newline) return incomplete(fmt::format("line {} has no end", ledger.lines));
  if (is_partial(heap)) {
    return Problem{TrustStatus::fail,
                   "not complete: it holds only objects of later generations; take it without 'since:'"};
  }
  if (ledger.roots == 0) return incomplete("it has no ROOT line");
  const auto [ahead, inside, gave_up] = heap.dangling;
  const std::uint64_t allowed_ahead = inside > kQuietInside ? kMaxAheadUnderLoad : 0;
  const bool many_inside = inside > kQuietInside && inside * 100 > heap.objects.size() * kMaxInsidePercent;
  if (ahead <= allowed_ahead && !many_inside && !gave_up) return std::nullopt;
  return incomplete(fmt::format("{} referenced objects have no record, {} of them where no record is at all",
                                ahead + inside, ahead));
}

MaybeProblem check_quiet(const Heap& heap) {
  const std::uint64_t inside = heap.dangling.inside;
  if (inside <= kQuietInside) return std::nullopt;
  return Problem{
      TrustStatus::warn,
      fmt::format("not quiet: {} referenced objects have no record; stop the load while dumping", inside)};
}

}  // namespace heapgate
