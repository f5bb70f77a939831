#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "kind_memo.hpp"
#include "kind_table.hpp"

namespace heapgate {

/// The kinds of one process and each thread's memo of them, kept from dump to dump, whose kinds are mostly
/// the same.
class KindMemos {
 public:
  KindMemos(std::shared_ptr<Kinds> kinds, std::size_t threads) : table_(std::move(kinds)), memos_(threads) {}

  [[nodiscard]] KindTable& table() { return table_; }
  /// The memo of a thread, which only that thread may use.
  KindMemo& memo(std::size_t thread) {
    if (!memos_[thread]) memos_[thread] = std::make_unique<KindMemo>(table_);
    return *memos_[thread];
  }

 private:
  KindTable table_;
  std::vector<std::unique_ptr<KindMemo>> memos_;
};

}  // namespace heapgate
