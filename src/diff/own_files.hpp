#pragma once

#include <set>
#include <span>
#include <string>

#include "heapgate/process.hpp"

namespace heapgate {

/// The files that the captures' meta files name as their own: what was allocated there is the capture's, and
/// counts nowhere.
[[nodiscard]] std::set<std::string, std::less<>> own_files(std::span<const Process> processes);

}  // namespace heapgate
