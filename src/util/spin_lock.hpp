#pragma once

#include <atomic>
#include <thread>

namespace heapgate {

/// A lock that is held for less time than going to sleep takes. With std::mutex, two threads that read the
/// dumps of a Rails application took 16 % longer, since each meets 77,000 kinds for the first time.
class SpinLock {
 public:
  void lock() {
    for (unsigned tries = 0; flag_.test_and_set(std::memory_order_acquire); ++tries) {
      // Whoever holds it may not be running.
      if (tries % 64 == 63) std::this_thread::yield();
    }
  }
  void unlock() { flag_.clear(std::memory_order_release); }

 private:
  std::atomic_flag flag_;
};

}  // namespace heapgate
