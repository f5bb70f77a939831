#pragma once

#include <span>
#include <vector>

#include "heapgate/rules.hpp"

namespace heapgate {

/// What was measured, and its limit, in the finding's unit.
[[nodiscard]] double actual_of(const Finding& finding);
[[nodiscard]] double limit_of(const Finding& finding);

/// The worst subject of each budget: of one rule, measure and unit a finding that fails before one that warns
/// before any other, and of those the one that is most over its limit or nearest to it; the first of equals.
/// What was skipped, or belongs to no budget, is left out. In the order in which the budgets are first found.
[[nodiscard]] std::vector<const Finding*> worst_findings(std::span<const Finding> findings);

}  // namespace heapgate
