#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dump/parse/record.hpp"
#include "heapgate/heap.hpp"
#include "util/spin_lock.hpp"

namespace heapgate {

/// One thread's memory of the kinds it has met: found without a lock, and with few cache misses. What is new
/// to it is looked up in the Kinds that the threads share.
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
    std::uint64_t identity = 0;  ///< a hash of all that an object's identity takes from its kind
    std::uint64_t klass = 0;
    std::int64_t line = 0;
    TextId imemo{};
    TextId file{};
    TextId method{};
    bool has_line = false;
  };

  /// Both must outlive it; `mutex` guards `kinds`.
  KindMemo(Kinds& kinds, SpinLock& mutex)
      : shared_(kinds), mutex_(mutex), slots_(kMinSlots), texts_(1), string_ids_(1) {}

  [[nodiscard]] static std::uint32_t hash(const Record& record);
  /// Makes find() fast: first for the hash's slot, a while later for what the slot points to.
  void prefetch_slot(std::uint32_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
  void prefetch_known(std::uint32_t hash) const;
  /// The record's kind.
  Index find(const Record& record, std::uint32_t hash);
  /// Valid until the next find().
  [[nodiscard]] const Known& operator[](Index index) const { return known_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::size_t size() const { return known_.size(); }
  /// A CLASS or MODULE record with its texts among the shared ones.
  [[nodiscard]] ClassRecord class_record(const Record& record);

 private:
  static constexpr std::size_t kMinSlots = 256;

  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t known = 0;  // index into known_ plus 1; 0: free
  };

  [[nodiscard]] bool is(TextId id, const std::optional<std::string_view>& text) const;
  [[nodiscard]] bool equal(const Known& known, const Record& record) const;
  TextId keep(const std::optional<std::string_view>& text);
  [[nodiscard]] StringId string_id(TextId id) const { return string_ids_[static_cast<std::size_t>(id)]; }
  void remember(const Record& record);
  void grow();

  Kinds& shared_;
  SpinLock& mutex_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most three quarters full
  std::vector<Known> known_;
  // Each text once, so that the few that most kinds share stay in the cache.
  std::vector<std::string_view> texts_;  // by TextId
  std::vector<StringId> string_ids_;     // beside texts_: what they are among the shared ones
  std::deque<std::string> kept_;
  std::unordered_map<std::string_view, TextId> text_ids_;
};

/// The kinds of one process and each thread's memo of them, kept from dump to dump, whose kinds are mostly
/// the same.
class ProcessKinds {
 public:
  ProcessKinds(std::shared_ptr<Kinds> kinds, std::size_t threads)
      : kinds_(std::move(kinds)), memos_(threads) {}

  [[nodiscard]] const std::shared_ptr<Kinds>& kinds() const { return kinds_; }
  /// The memo of a thread, which only that thread may use.
  [[nodiscard]] KindMemo& memo(std::size_t thread) {
    if (!memos_[thread]) memos_[thread] = std::make_unique<KindMemo>(*kinds_, mutex_);
    return *memos_[thread];
  }

 private:
  std::shared_ptr<Kinds> kinds_;
  SpinLock mutex_;
  std::vector<std::unique_ptr<KindMemo>> memos_;
};

}  // namespace heapgate
