#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "dump/parse/record.hpp"
#include "heapgate/heap.hpp"

namespace heapgate {

/// A lock that is held for less time than going to sleep takes.
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

/// Kinds for the threads that read dumps.
class KindTable {
 public:
  struct Entry {
    KindId id{};
    std::uint64_t identity = 0;  ///< a hash of all that an object's identity takes from its kind
  };

  explicit KindTable(std::shared_ptr<Kinds> kinds) : kinds_(std::move(kinds)) {}

  Entry intern(const Record& record);
  [[nodiscard]] ClassRecord class_record(const Record& record);
  [[nodiscard]] const std::shared_ptr<Kinds>& kinds() const { return kinds_; }

 private:
  SpinLock mutex_;
  std::shared_ptr<Kinds> kinds_;
};

}  // namespace heapgate
