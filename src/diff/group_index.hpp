#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "heapgate/diff.hpp"
#include "util/text_hash.hpp"

namespace heapgate {

enum class GroupId : std::uint32_t {};

/// Group of every kind of one heap, by KindId, beside its kind_tallies; any where it has no objects.
using KindGroups = std::vector<GroupId>;

/// Gives the kinds of several processes' heaps common group ids: equal ids mean equal keys, in every heap.
class GroupIndex {
 public:
  /// Groups of each heap's kinds; keys unseen so far get the next ids. The heaps share their kinds.
  std::vector<KindGroups> add(std::span<const Heap> heaps);

  [[nodiscard]] std::size_t size() const { return groups_.size(); }  ///< how many ids there are, from 0 on
  [[nodiscard]] GroupKey key(GroupId group) const;

 private:
  enum class TextId : std::uint32_t {};

  // A GroupKey whose texts are interned, so that the many kinds cost little; an absent file is the text's
  // absence.
  struct Ids {
    TextId class_name{};
    TextId type{};
    std::optional<TextId> file;
    std::optional<std::int64_t> line;

    friend bool operator==(const Ids&, const Ids&) = default;
  };
  struct IdsHash {
    std::size_t operator()(const Ids& ids) const;
  };
  class Texts;

  TextId intern(std::string_view text);
  GroupId group_of(const Ids& ids);

  std::vector<Ids> groups_;  // by GroupId
  std::unordered_map<Ids, GroupId, IdsHash> ids_;
  std::unordered_map<std::string, TextId, TextHash, std::equal_to<>> text_ids_;
  std::vector<const std::string*> texts_;  // by TextId, into text_ids_
};

}  // namespace heapgate
