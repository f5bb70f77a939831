#pragma once

#include <span>
#include <vector>

#include "heapgate/baseline.hpp"
#include "heapgate/rules.hpp"

namespace heapgate {

/// Whether a baseline that has no entry for a set of groups lets the set leak so much, because it lets its
/// groups leak that, each by itself.
[[nodiscard]] bool lets_set_leak(const Baseline& baseline, const Finding& finding,
                                 std::span<const PlacedGroup> groups);

/// Entries of groups that exceed nothing by themselves any longer, but are needed for the sets that they are
/// in: lowered to what the groups leak now, in no order.
[[nodiscard]] std::vector<BaselineEntry> entries_for_sets(const Baseline& baseline,
                                                          std::span<const Finding> findings,
                                                          std::span<const PlacedGroup> groups);

}  // namespace heapgate
