#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

bool meta_saw_gc(const Pair& pair) {
  const auto& x = pair.x.ledger.meta;
  const auto& y = pair.y.ledger.meta;
  return x && y && x->gc_count && y->gc_count && *x->gc_count < *y->gc_count;
}

}  // namespace

// The largest generation is GC.count of the last allocation still alive: it never falls.
MaybeProblem check_order(const Pair& pair) {
  if (pair.generation_rises() || pair.generation_stands()) return std::nullopt;
  return Problem{
      TrustStatus::fail,
      fmt::format("wrong order: the largest generation falls from {} to {}; name the dumps in the order "
                  "taken",
                  number(*pair.x.largest_generation), number(*pair.y.largest_generation))};
}

MaybeProblem check_gc(const Pair& pair) {
  if (!pair.generation_stands() || meta_saw_gc(pair)) return std::nullopt;
  return Problem{
      TrustStatus::fail,
      fmt::format("no garbage collection ran between them: the largest generation is {} in both; call "
                  "GC.start before each dump",
                  number(*pair.x.largest_generation))};
}

}  // namespace heapgate
