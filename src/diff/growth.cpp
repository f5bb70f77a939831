#include <algorithm>
#include <limits>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

std::int64_t smallest_growth(const Group& group) {
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 1; i < group.live.size(); ++i) smallest = std::min(smallest, growth(group, i - 1, i));
  return smallest;
}

// The largest growth is over twice the smallest: an iteration, where iterations are known.
bool is_uneven(const Group& group, std::span<const std::uint64_t> iterations) {
  double smallest = std::numeric_limits<double>::max();
  double largest = 0;
  for (std::size_t i = 1; i < group.live.size(); ++i) {
    const double divisor = iterations.empty() ? 1 : static_cast<double>(iterations[i - 1]);
    const double grown = static_cast<double>(growth(group, i - 1, i)) / divisor;
    smallest = std::min(smallest, grown);
    largest = std::max(largest, grown);
  }
  return smallest > 0 && largest > 2 * smallest;
}

// floor(kept bytes x leaked / kept), without overflow.
Bytes share_of_bytes(const Tally& kept, std::uint64_t leaked) {
  if (kept.objects == 0) return 0;
  __extension__ using Wide = unsigned __int128;
  return static_cast<Bytes>(static_cast<Wide>(kept.bytes) * leaked / kept.objects);
}

}  // namespace

const char* to_string(Pattern pattern) {
  switch (pattern) {
    case Pattern::leak: return "leak";
    case Pattern::uneven_leak: return "uneven-leak";
    case Pattern::one_time: return "one-time";
    case Pattern::turnover: return "turnover";
    case Pattern::bounded: return "bounded";
  }
  return "";
}

std::int64_t growth(const Group& group, std::size_t from, std::size_t to) {
  return static_cast<std::int64_t>(group.live[to].objects) -
         static_cast<std::int64_t>(group.live[from].objects);
}

void judge_growth(Group& group, std::span<const std::uint64_t> iterations) {
  const std::int64_t smallest = smallest_growth(group);
  const std::uint64_t grown = smallest > 0 ? static_cast<std::uint64_t>(smallest) : 0;
  const std::uint64_t leaked = std::min(group.kept.objects, grown);
  group.leaked = {leaked, share_of_bytes(group.kept, leaked)};
  if (leaked > 0) {
    group.pattern = is_uneven(group, iterations) ? Pattern::uneven_leak : Pattern::leak;
  } else {
    group.pattern = growth(group, 0, 1) > 0 ? Pattern::one_time : Pattern::turnover;
  }
}

}  // namespace heapgate
