#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {

/// The groups of these processes, not yet judged. Every process has the same number of dumps.
[[nodiscard]] std::vector<Group> count_groups(std::span<const Process* const> processes,
                                              std::span<const std::uint64_t> iterations, unsigned threads);

/// Fills Group::parts; what grew in place is then the sum of what grew in each. `numbers`: see apart().
void take_apart(std::vector<Group>& groups, std::span<const Process> processes,
                const std::vector<std::size_t>& numbers, std::span<const std::uint64_t> iterations,
                unsigned threads);

}  // namespace heapgate
