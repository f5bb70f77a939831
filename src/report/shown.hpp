#pragma once

#include <cstddef>

/// How much reports for people show of what there may be thousands of. What is left out is always counted in
/// a line of its own; the JSON report has everything.
namespace heapgate::shown {

inline constexpr std::size_t kCauses = 20;
inline constexpr std::size_t kSkipped = 5;
inline constexpr std::size_t kUntoldLeaks = 5;   ///< that are explained, and no cause by themselves
inline constexpr std::size_t kGroupsOver = 20;   ///< of exceeded limits
inline constexpr std::size_t kGroupsWithin = 5;  ///< where no limit is exceeded

}  // namespace heapgate::shown
