#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "heapgate/heap.hpp"

namespace heapgate {

/// The text behind `key=` in an event of hook.rb, up to `end` or the line's end.
[[nodiscard]] std::string event_value(const std::string& line, const std::string& key, char end);

/// Tells a child that waits for a thread that is not there from one that is slow: it sleeps, and uses no
/// processor time, while nothing of its dump arrives.
class StallWatch {
 public:
  /// `arrived`: a part of the dump came since the last call. True once the child has stalled.
  bool stalled(pid_t child, bool arrived);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point since_ = Clock::now();
  std::uint64_t used_ = 0;
};

}  // namespace heapgate
