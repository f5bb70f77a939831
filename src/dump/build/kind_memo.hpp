#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dump/parse/record.hpp"
#include "kind_table.hpp"

namespace heapgate {

/// One thread's memory of the kinds that KindTable has told it: found without a lock, and with few cache
/// misses.
class KindMemo {
 public:
  /// Index into the texts that the memo has; `absent` is none.
  enum class TextId : std::uint32_t { absent = 0 };

  /// Number of a kind in this memo, from 0 on.
  enum class Index : std::uint32_t {};

  /// A cache line.
  struct alignas(64) Known {
    KindId id{};
    TextId type{};
    std::uint64_t identity = 0;  ///< see KindTable::Entry
    std::uint64_t klass = 0;
    std::int64_t line = 0;
    TextId imemo{};
    TextId file{};
    TextId method{};
    bool has_line = false;
  };

  explicit KindMemo(KindTable& table) : table_(table), slots_(kMinSlots), texts_(1) {}

  [[nodiscard]] static std::uint32_t hash(const Record& record);
  /// Makes find() fast: first for the hash's slot, a while later for what the slot points to.
  void prefetch_slot(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
  void prefetch_known(std::uint32_t hash) const;
  /// The record's kind.
  Index find(const Record& record, std::uint32_t hash);
  /// Valid until the next find().
  [[nodiscard]] const Known& operator[](Index index) const { return known_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::size_t size() const { return known_.size(); }

 private:
  static constexpr std::size_t kMinSlots = 256;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t known = 0;  // index into known_ plus 1; 0: free
  };

  [[nodiscard]] bool is(TextId id, const std::optional<std::string_view>& text) const;
  [[nodiscard]] bool equal(const Known& known, const Record& record) const;
  TextId keep(const std::optional<std::string_view>& text);
  void remember(const Record& record);
  void grow();

  KindTable& table_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most three quarters full
  std::vector<Known> known_;
  // Each text once, so that the few that most kinds share stay in the cache.
  std::vector<std::string_view> texts_;  // by TextId
  std::deque<std::string> kept_;
  std::unordered_map<std::string_view, TextId> text_ids_;
};

}  // namespace heapgate
