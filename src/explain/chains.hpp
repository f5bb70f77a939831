#pragma once

#include <vector>

#include "facts.hpp"

namespace heapgate {

/// How the leaking groups hang together.
struct Chains {
  std::vector<std::size_t> first;  ///< by group: the first one of the leak it is part of
  std::vector<std::size_t> of;    ///< by group: the one that references most of it; itself if it is the first
  std::vector<std::size_t> rank;  ///< by group: its place in the order in which groups can follow others
};

/// A group follows those whose objects reference nearly all of its own and which come before it, so that
/// there is no circle: the nearer to the roots the earlier, and of groups as near, or of groups without a
/// root, those that reference others of them.
[[nodiscard]] Chains find_chains(const Facts& facts);

/// The mean distance of a group's objects from the roots; infinite if no root leads to any.
[[nodiscard]] double mean_depth(const LeakFacts& leak);

}  // namespace heapgate
