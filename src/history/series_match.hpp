#pragma once

#include "heapgate/history.hpp"

namespace heapgate {

/// A class and a site as the rules' matchers take them.
[[nodiscard]] PlacedGroup as_group(const std::string& class_name, const std::string& site);

/// Whether the budget counts this class, site or group.
[[nodiscard]] bool fits(const Budget& budget, const SeriesPoint& point);

}  // namespace heapgate
