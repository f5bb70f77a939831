#pragma once

#include <algorithm>
#include <tuple>
#include <vector>

#include "heapgate/diff.hpp"
#include "util/parallel.hpp"

namespace heapgate {

/// The total order of groups in every output.
inline bool most_leaked_first(const Group& a, const Group& b) {
  const auto rank = [](const Group& group) {
    return std::tie(group.leaked.objects, group.leaked.bytes, group.kept.objects, group.kept.bytes);
  };
  const auto rank_a = rank(a);
  const auto rank_b = rank(b);
  return rank_a != rank_b ? rank_a > rank_b : a.key < b.key;
}

/// Puts the groups in the order of the pointers to them, in place: all of them twice is much memory.
inline void arrange(std::vector<Group>& groups, std::vector<Group*>& order) {
  for (std::size_t first = 0; first < groups.size(); ++first) {
    if (order[first] == &groups[first]) continue;
    Group group = std::move(groups[first]);
    std::size_t to = first;
    for (Group* from = order[to]; from != &groups[first]; from = order[to]) {
      groups[to] = std::move(*from);
      order[to] = &groups[to];
      to = static_cast<std::size_t>(from - groups.data());
    }
    groups[to] = std::move(group);
    order[to] = &groups[to];
  }
}

/// Sorts pointers first: a group is large to move.
inline void sort_most_leaked_first(std::vector<Group>& groups, unsigned threads = 1) {
  std::vector<Group*> order;
  order.reserve(groups.size());
  for (Group& group : groups) order.push_back(&group);
  const auto before = [](const Group* a, const Group* b) { return most_leaked_first(*a, *b); };
  // Each half on its own.
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  in_parallel(2, threads, [&](std::size_t half) {
    std::sort(half == 0 ? order.begin() : middle, half == 0 ? middle : order.end(), before);
  });
  std::inplace_merge(order.begin(), middle, order.end(), before);
  arrange(groups, order);
}

}  // namespace heapgate
