#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "amount.hpp"
#include "heapgate/rules.hpp"

namespace heapgate {

/// What one budget judges as a whole: the sum, or one class, site, gem or group.
struct Subject {
  std::string name;
  Amount amount;
  double rate = 0;                  ///< objects in a thousand iterations, if these are known
  std::vector<std::size_t> groups;  ///< those with a measure that is not zero, largest first
};

/// Without `each` one subject; with it each subject whose measure is not zero, largest first, or a single one
/// named after the budget if there is none.
[[nodiscard]] std::vector<Subject> subjects(const Budget& budget, std::span<const PlacedGroup> groups,
                                            const Sight& sight);

}  // namespace heapgate
