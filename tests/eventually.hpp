#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace heapgate::test {

/// Polls until `done`, at most `seconds`; whether it came true.
inline bool eventually(const std::function<bool()>& done, double seconds = 20) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

}  // namespace heapgate::test
