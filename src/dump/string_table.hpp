#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// Each text once. Ids count up from 1 in order of first appearance; 0 is StringId::none.
class StringTable {
 public:
  StringTable() { texts_.emplace_back(); }
  StringTable(const StringTable&) = delete;
  StringTable& operator=(const StringTable&) = delete;

  StringId intern(std::string_view text) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const auto id = static_cast<StringId>(texts_.size());
    ids_.emplace(texts_.emplace_back(text), id);
    return id;
  }
  template <class Optional>
  StringId intern_optional(const Optional& text) {
    return text ? intern(*text) : StringId::none;
  }
  [[nodiscard]] const std::string& text(StringId id) const { return texts_[static_cast<std::size_t>(id)]; }

  /// Moves the texts out, in the order of their ids; the table is empty afterwards.
  std::vector<std::string> release() {
    ids_.clear();
    return {std::make_move_iterator(texts_.begin()), std::make_move_iterator(texts_.end())};
  }

 private:
  std::deque<std::string> texts_;  // a deque, because ids_ looks into them
  std::unordered_map<std::string_view, StringId> ids_;
};

}  // namespace heapgate
