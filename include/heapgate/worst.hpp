#pragma once

#include <span>
#include <vector>

#include "heapgate/rules.hpp"

namespace heapgate {

/// What was measured, and its limit, in the finding's unit.
[[nodiscard]] double actual_of(const Finding& finding);
[[nodiscard]] double limit_of(const Finding& finding);

/// The worst subject of each budget: of one rule, measure and unit the finding that is most over its limit or
/// nearest to it, the first of those that are as far. What was skipped, or is no budget's, is none. In the
/// order in which the budgets are first found.
[[nodiscard]] std::vector<const Finding*> worst_findings(std::span<const Finding> findings);

}  // namespace heapgate
