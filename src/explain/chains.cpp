#include "chains.hpp"

#include <numeric>

namespace heapgate {
namespace {

constexpr double kNearlyAll = 0.9;

double mean_depth(const LeakFacts& leak) {
  return leak.depth / static_cast<double>(leak.reached);
}

bool follows(const LeakFacts& leak, const LeakFacts& other, std::uint64_t referenced) {
  if (leak.reached == 0 || other.reached == 0) return false;
  const bool nearly_all = static_cast<double>(referenced) >= kNearlyAll * static_cast<double>(leak.objects);
  return nearly_all && mean_depth(other) < mean_depth(leak);
}

}  // namespace

std::vector<std::size_t> followed(const Facts& facts) {
  std::vector<std::size_t> result(facts.leaks.size());
  std::vector<std::uint64_t> most(facts.leaks.size());
  std::iota(result.begin(), result.end(), std::size_t{0});
  for (const auto& [pair, referenced] : facts.pairs) {
    const auto [from, to] = pair;
    if (referenced <= most[to] || !follows(facts.leaks[to], facts.leaks[from], referenced)) continue;
    most[to] = referenced;
    result[to] = from;
  }
  return result;
}

std::vector<std::size_t> first_of(const std::vector<std::size_t>& followed) {
  std::vector<std::size_t> first(followed.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::size_t at = i;
    while (followed[at] != at) at = followed[at];
    first[i] = at;
  }
  return first;
}

}  // namespace heapgate
