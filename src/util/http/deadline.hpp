#pragma once

#include <algorithm>
#include <chrono>

namespace heapgate {

/// A point in time that a step must not pass.
class Deadline {
 public:
  explicit Deadline(double seconds)
      : end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))) {}

  [[nodiscard]] bool passed() const { return Clock::now() >= end_; }
  /// For poll(2): at most `most`, at least 0.
  [[nodiscard]] int milliseconds(int most) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left + 1, 0, most));
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace heapgate
