#pragma once

#include <tuple>

#include "heapgate/diff.hpp"

namespace heapgate {

/// The total order of groups in every output.
inline bool most_leaked_first(const Group& a, const Group& b) {
  const auto rank = [](const Group& group) {
    return std::tuple(group.leaked.objects, group.leaked.bytes, group.kept.objects, group.kept.bytes);
  };
  const auto rank_a = rank(a);
  const auto rank_b = rank(b);
  return rank_a != rank_b ? rank_a > rank_b : a.key < b.key;
}

}  // namespace heapgate
