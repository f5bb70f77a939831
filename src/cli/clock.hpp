#pragma once

#include <chrono>

namespace heapgate {

/// The time of SOURCE_DATE_EPOCH, the convention for output that is to be reproduced, else of the clock.
[[nodiscard]] std::chrono::system_clock::time_point now();

}  // namespace heapgate
