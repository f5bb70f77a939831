#pragma once

#include <span>
#include <vector>

#include "heapgate/explain.hpp"

namespace heapgate {

/// Makes one leak of those that have one cause though no reference ties them together: see Tie. The one that
/// comes first stays, unless another one is threads or has fewer objects.
void unite_causes(std::vector<ExplainedLeak>& leaks, std::span<const PlacedGroup> groups);

}  // namespace heapgate
