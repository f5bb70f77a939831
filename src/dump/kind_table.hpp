#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"
#include "record.hpp"
#include "string_table.hpp"

namespace heapgate {

struct KindHash {
  std::size_t operator()(const Kind& kind) const;
};

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

/// The kinds, classes and texts of one dump, for all threads that read it.
class KindTable {
 public:
  struct Entry {
    KindId id{};
    std::uint64_t identity = 0;  ///< a hash of all that an object's identity takes from its kind
  };

  Entry intern(const Record& record);
  [[nodiscard]] ClassRecord class_record(const Record& record);

  /// Moves kinds, their hashes and the texts out. To be called once, when all threads are done.
  void release(Heap& heap);

 private:
  SpinLock mutex_;
  StringTable strings_;
  std::vector<Kind> kinds_;
  std::vector<std::uint64_t> hashes_;
  std::unordered_map<Kind, KindId, KindHash> ids_;
};

}  // namespace heapgate
