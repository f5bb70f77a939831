#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "heapgate/rules.hpp"

namespace heapgate {

/// A measure's value; growth may be negative.
struct Amount {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;

  /// Throws std::overflow_error rather than wrap.
  void add(const Amount& other);
};

[[nodiscard]] Amount amount(const Group& group, Measure measure);

/// What one budget judges as a whole: the sum, or one class, site, gem or group.
struct Subject {
  std::string name;
  Amount amount;
  std::vector<std::size_t> groups;  ///< those with a measure that is not zero, largest first
};

/// Without `each` one subject; with it each subject whose measure is not zero, largest first, or a single one
/// named after the budget if there is none.
[[nodiscard]] std::vector<Subject> subjects(const Budget& budget, std::span<const PlacedGroup> groups);

}  // namespace heapgate
