#pragma once

#include "heapgate/growth.hpp"
#include "heapgate/types.hpp"

namespace heapgate {

/// What leaks of a set of objects that moved so: `kept` caps what grew in every interval, `late` what grew in
/// the last two. Bytes = floor(bytes x leaked / objects) of what caps it.
[[nodiscard]] Tally leaked_of(const Movement& movement, const Tally& kept, const Tally& late);

}  // namespace heapgate
