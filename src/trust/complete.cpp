#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Dumps of quiet processes have 0 ahead and 0 inside (Ruby 2.1 and 2.7: 1 inside), under load 10 to 95
// inside; a dump without its last line has 1 ahead, without its last 55 lines 21 to 35.
constexpr std::uint64_t kQuietInside = 2;
constexpr std::uint64_t kMaxAheadUnderLoad = 10;
constexpr std::uint64_t kMaxInsidePercent = 1;

TrustFindings fail(const Heap& heap, const std::string& what) {
  return {
      {"complete", TrustStatus::fail,
       heap.ledger.path + ": the dump is not complete: " + what +
           "; it was cut, or the program allocated while it was dumped: take it again with the load stopped, "
           "and wait for its end"}};
}

}  // namespace

TrustFindings check_complete(const Heap& heap) {
  const Ledger& ledger = heap.ledger;
  if (!ledger.ends_in_newline) return fail(heap, fmt::format("line {} has no end", ledger.lines));
  if (ledger.roots == 0) return fail(heap, "it has no ROOT line");
  const auto dangling = heap.pages.dangling(ledger.last_record.value_or(kNoAddress));
  const std::uint64_t allowed_ahead = dangling.inside > kQuietInside ? kMaxAheadUnderLoad : 0;
  const bool too_many_inside = dangling.inside * 100 > heap.objects.size() * kMaxInsidePercent;
  if (heap.pages.gave_up() || dangling.ahead > allowed_ahead ||
      (dangling.inside > kQuietInside && too_many_inside)) {
    return fail(heap, fmt::format("{} referenced objects have no record ({} of them behind its end)",
                                  dangling.ahead + dangling.inside, dangling.ahead));
  }
  if (dangling.inside <= kQuietInside) return {};
  return {{"complete", TrustStatus::warn,
           fmt::format("{}: not quiet: {} referenced objects have no record; stop the load while dumping",
                       ledger.path, dangling.inside)}};
}

}  // namespace heapgate
