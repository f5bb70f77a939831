#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"
#include "record.hpp"
#include "string_table.hpp"

namespace heapgate {

struct KindHash {
  std::size_t operator()(const Kind& kind) const;
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
  std::mutex mutex_;
  StringTable strings_;
  std::vector<Kind> kinds_;
  std::vector<std::uint64_t> hashes_;
  std::unordered_map<Kind, KindId, KindHash> ids_;
};

/// Kinds by hash, without locks: one thread's memory of what KindTable has told it.
class KindMemo {
 public:
  explicit KindMemo(KindTable& table) : table_(table), parts_(kMinSize), kinds_(kMinSize) {}

  KindTable::Entry intern(const Record& record);

 private:
  static constexpr std::size_t kMinSize = 256;

  // Half a kind: its type, IMEMO kind and class, or its file, method and line.
  struct Half {
    std::optional<std::string_view> first;
    std::optional<std::string_view> second;
    std::uint64_t number = 0;
    bool has_number = false;

    friend bool operator==(const Half&, const Half&) = default;
  };
  struct Part {
    std::uint64_t hash = 0;
    std::uint32_t id = 0;  // 0: the entry is free
    Half half;
  };
  struct Known {
    std::uint64_t halves = 0;  // 0: the entry is free
    KindTable::Entry kind;
  };

  static std::uint64_t hash_of(const Half& half);
  std::uint32_t intern(const Half& half);
  void grow_parts();
  void grow_kinds();
  void keep(std::optional<std::string_view>& text);

  KindTable& table_;
  std::vector<Part> parts_;  // open addressing, powers of two, at most half full
  std::uint32_t part_count_ = 0;
  std::vector<Known> kinds_;
  std::size_t kind_count_ = 0;
  std::deque<std::string> texts_;
};

}  // namespace heapgate
