#pragma once

#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// The groups that leak, by what the rules say of them; each most leaked first.
struct LeakingGroups {
  std::vector<const PlacedGroup*> over;     ///< of a cause, with all members of its leak
  std::vector<const PlacedGroup*> within;   ///< of no cause
  std::vector<const PlacedGroup*> allowed;  ///< all that they leak is allowed by name
};

[[nodiscard]] LeakingGroups leaking_groups(const Verdict& verdict);

/// "within the limits: 45 objects in 6 groups".
[[nodiscard]] std::string within_text(const LeakingGroups& groups);

/// What these leak beyond what is allowed, from the group `from` on.
[[nodiscard]] Tally leaked_of(const std::vector<const PlacedGroup*>& groups, std::size_t from = 0);

}  // namespace heapgate
