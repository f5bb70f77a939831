#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

// Classes stay where they are while a process lives: 100 % are found again, 0 % after another boot.
constexpr std::uint64_t kMinFoundPercent = 50;

// Reloading the app's code renews its classes; forked siblings share 96.6 %.
constexpr std::uint64_t kMinSamePermille = 995;

}  // namespace

MaybeProblem check_boot(const Pair& pair) {
  const auto& [named, found] = std::pair(pair.signals.classes_named, pair.signals.classes_found);
  if (found * 100 >= named * kMinFoundPercent) return std::nullopt;
  return Problem{
      TrustStatus::fail,
      fmt::format("another boot, app or Ruby: {} classes are where they were; take all dumps of one "
                  "running process",
                  share(found, named))};
}

MaybeProblem check_classes(const Pair& pair) {
  const auto& [named, found] = std::pair(pair.signals.classes_named, pair.signals.classes_found);
  if (found * 1000 >= named * kMinSamePermille) return std::nullopt;
  const std::string seen = share(found, named) + " classes are where they were";
  if (pair.both_traced()) {
    return Problem{TrustStatus::warn, seen + ": code was reloaded; switch reloading off for the load test"};
  }
  return Problem{TrustStatus::fail, seen +
                                        ": another process, or code was reloaded; without allocation tracing "
                                        "the two cannot be told apart"};
}

}  // namespace heapgate
