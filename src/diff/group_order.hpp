#pragma once

#include <algorithm>
#include <tuple>
#include <vector>

#include "heapgate/diff.hpp"

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
inline void sort_most_leaked_first(std::vector<Group>& groups) {
  std::vector<Group*> order;
  order.reserve(groups.size());
  for (Group& group : groups) order.push_back(&group);
  std::sort(order.begin(), order.end(),
            [](const Group* a, const Group* b) { return most_leaked_first(*a, *b); });
  std::vector<Group> sorted;
  sorted.reserve(groups.size());
  for (Group* group : order) sorted.push_back(std::move(*group));
  groups = std::move(sorted);
}

}  // namespace heapgate
