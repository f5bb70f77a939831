#pragma once

#include <cstdint>
#include <vector>

#include "kind_table.hpp"
#include "record.hpp"

namespace heapgate {

/// One thread's memory of the kinds that KindTable has told it, and what it has counted of each: found
/// without a lock, and with few cache misses.
class KindMemo {
 public:
  /// A cache line; the kind's texts follow in the next ones.
  struct alignas(64) Known {
    KindId id{};
    std::uint32_t type_size = 0;
    std::uint64_t identity = 0;  ///< see KindTable::Entry
    Tally tally;
    std::uint64_t klass = 0;
    std::int64_t line = 0;
    std::uint32_t imemo_size = 0;  ///< these are 0 for an absent text, else one more than its size
    std::uint32_t file_size = 0;
    std::uint32_t method_size = 0;
    bool has_line = false;
  };

  explicit KindMemo(KindTable& table) : table_(table), slots_(kMinSlots) {}

  [[nodiscard]] static std::uint32_t hash(const Record& record);
  /// Makes find() fast: first for the hash's slot, a while later for what the slot points to.
  void prefetch_slot(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
  void prefetch_known(std::uint32_t hash) const;
  /// The record's kind. Valid until the next call.
  Known& find(const Record& record, std::uint32_t hash);

  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.line != 0) visit(lines_[slot.line - 1]);
    }
  }

 private:
  static constexpr std::size_t kMinSlots = 256;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t line = 0;  // index into lines_ plus 1; 0: free
  };

  [[nodiscard]] bool equal(const Known& known, const Record& record) const;
  std::uint32_t remember(const Record& record);
  void grow();

  KindTable& table_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
  std::size_t count_ = 0;
  std::vector<Known> lines_;  // Known, then its texts
};

}  // namespace heapgate
