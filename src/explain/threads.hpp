#pragma once

#include <cstdint>
#include <vector>

#include "labels.hpp"
#include "reach.hpp"
#include "survivors.hpp"

namespace heapgate {

/// By node: the thread that the shortest way from a GC root goes over, the last one if there are several;
/// kNoNode if it goes over none.
[[nodiscard]] std::vector<Node> find_threads(const Reach& reach, const Labels& labels, std::size_t nodes);

/// By watched group, `watched` of them: how many of its new objects hang below threads that came to hold some
/// of the group in one interval only, as they do when they first serve. Threads are not told of if there came
/// more of them than a pool starts.
[[nodiscard]] std::vector<std::uint64_t> count_stepped(const std::vector<Node>& threads,
                                                       const Survivors& survivors, std::size_t watched);

}  // namespace heapgate
