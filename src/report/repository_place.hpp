#pragma once

#include "heapgate/place.hpp"

namespace heapgate {

/// Whether the group's path leads to a file of the repository: no absolute path, no way out, no gem's file.
[[nodiscard]] inline bool is_of_repository(const PlacedGroup& placed) {
  return placed.is_file() && !placed.gem && !placed.path.starts_with('/') && !placed.path.starts_with("../");
}

}  // namespace heapgate
