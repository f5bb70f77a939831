#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Objects that Y says are old must be in X too: 0.000 % are missing on healthy sets, 18 to 26 % between
// siblings, 4.4 % for a respawned worker, 1.4 % for a master and its worker.
constexpr std::uint64_t kMaxMissingPermille = 5;
constexpr std::uint64_t kMaxMissing = 2;

std::string differing(const char* what, const std::string& x, const std::string& y) {
  return fmt::format(
      "another process: its meta file says {} {}, the earlier one's {}; take all dumps of one process", what,
      y, x);
}

}  // namespace

MaybeProblem check_meta(const Pair& pair) {
  const auto& x = pair.x.ledger.meta;
  const auto& y = pair.y.ledger.meta;
  if (x->pid && y->pid && x->pid != y->pid) {
    return Problem{TrustStatus::fail, differing("pid", std::to_string(*x->pid), std::to_string(*y->pid))};
  }
  if (!x->ruby.empty() && !y->ruby.empty() && x->ruby != y->ruby) {
    return Problem{TrustStatus::fail, differing("Ruby", x->ruby, y->ruby)};
  }
  return std::nullopt;
}

MaybeProblem check_process(const Pair& pair) {
  const PairSignals& signals = pair.signals;
  if (signals.old_missing <= kMaxMissing ||
      signals.old_missing * 1000 <= signals.old_objects * kMaxMissingPermille) {
    return std::nullopt;
  }
  return Problem{
      TrustStatus::fail,
      fmt::format("another process: {} of its old objects are not in the earlier dump; take all dumps of "
                  "one process, by its pid",
                  share(signals.old_missing, signals.old_objects))};
}

}  // namespace heapgate
