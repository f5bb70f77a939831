#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {

enum class GroupId : std::uint32_t {};

/// Group of every kind of one heap, by KindId.
using KindGroups = std::vector<GroupId>;

/// Gives the kinds of several heaps common group ids: equal ids mean equal keys, in every heap.
class GroupIndex {
 public:
  /// Groups of `heap`'s kinds; keys unseen so far get the next ids.
  KindGroups add(const Heap& heap);

  [[nodiscard]] const std::vector<GroupKey>& keys() const { return keys_; }  ///< by GroupId

 private:
  struct KeyHash {
    std::size_t operator()(const GroupKey& key) const;
  };

  std::vector<GroupKey> keys_;
  std::unordered_map<GroupKey, GroupId, KeyHash> ids_;
};

}  // namespace heapgate
