#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "amount.hpp"
#include "heapgate/rules.hpp"

namespace heapgate {

/// What one budget judges as a whole: the sum, or one class, site, file, gem or group.
struct Subject {
  std::string name;
  Amount amount;
  double rate = 0;                  ///< objects in a thousand iterations, if these are known
  std::vector<std::size_t> groups;  ///< those with a measure that is not zero, largest first
  GroupSet set;                     ///< of what leaks: all that moved
  std::vector<std::uint64_t> held;  ///< of contents: what all that grew held in each dump
  bool text = false;                ///< of contents: all of it is text
  Each each = Each::sum;            ///< what its groups have in common
};

/// One view of a budget.
struct View {
  Each each = Each::sum;
  bool wider = false;             ///< see Budget::wider
  const std::vector<bool>& told;  ///< by group: left out
};

/// Without `each` one subject; with it each subject whose measure is not zero, largest first, or a single one
/// named after the budget if there is none. In a wider view only subjects that are more than their largest
/// group.
[[nodiscard]] std::vector<Subject> subjects(const Budget& budget, const View& view,
                                            std::span<const PlacedGroup> groups, const JudgeContext& context);

}  // namespace heapgate
