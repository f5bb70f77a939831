#pragma once

#include <algorithm>
#include <tuple>
#include <vector>

#include "heapgate/diff.hpp"
#include "parallel.hpp"

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
  std::vector<Group> sorted;
  sorted.reserve(groups.size());
  for (Group* group : order) sorted.push_back(std::move(*group));
  groups = std::move(sorted);
}

}  // namespace heapgate
