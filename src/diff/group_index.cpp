#include "group_index.hpp"
#include "heapgate/class_name.hpp"

#include <stdexcept>

namespace heapgate {

// A process's texts and one heap's class names, each interned once.
class GroupIndex::Texts {
 public:
  Texts(GroupIndex& index, const Kinds& kinds) : index_(index), kinds_(kinds), ids_(kinds.texts()) {}

  /// An address may be another class in another heap.
  void enter(const Heap& heap) {
    heap_ = &heap;
    classes_.clear();
  }
  TextId text(StringId id) {
    auto& known = ids_[static_cast<std::size_t>(id)];
    if (!known) known = index_.intern(kinds_.text(id));
    return *known;
  }
  TextId class_of(const Kind& kind) {
    // Without a class the name depends on the type.
    if (kind.imemo != StringId::none || kind.klass == kNoAddress || heap_->text(kind.type) == "ICLASS")
      return index_.intern(class_name(*heap_, kind));
    const auto [entry, is_new] = classes_.try_emplace(kind.klass);
    if (is_new) entry->second = index_.intern(class_name(*heap_, kind));
    return entry->second;
  }
  Ids ids(const Kind& kind, TextId class_name) {
    Ids ids{class_name, text(kind.type), std::nullopt, kind.line};
    if (kind.file != StringId::none) ids.file = text(kind.file);
    return ids;
  }

 private:
  GroupIndex& index_;
  const Kinds& kinds_;
  const Heap* heap_ = nullptr;
  std::vector<std::optional<TextId>> ids_;  // by StringId
  std::unordered_map<Address, TextId> classes_;
};

std::size_t GroupIndex::IdsHash::operator()(const Ids& ids) const {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;
  std::uint64_t hash =
      static_cast<std::uint64_t>(ids.class_name) << 32 | static_cast<std::uint64_t>(ids.type);
  hash = (hash ^ (ids.file ? static_cast<std::uint64_t>(*ids.file) + 1 : 0)) * kOdd;
  hash = (hash ^ hash >> 29 ^ static_cast<std::uint64_t>(ids.line.value_or(-1))) * kOdd;
  return hash ^ hash >> 32;
}

GroupIndex::TextId GroupIndex::intern(std::string_view text) {
  if (const auto found = text_ids_.find(text); found != text_ids_.end()) return found->second;
  const auto id = static_cast<TextId>(texts_.size());
  const auto entry = text_ids_.emplace(text, id).first;
  texts_.push_back(&entry->first);
  return id;
}

GroupKey GroupIndex::key(GroupId group) const {
  const Ids& ids = groups_[static_cast<std::size_t>(group)];
  const auto text = [this](TextId id) { return *texts_[static_cast<std::size_t>(id)]; };
  GroupKey key{text(ids.class_name), text(ids.type), std::nullopt, ids.line};
  if (ids.file) key.file = text(*ids.file);
  return key;
}

GroupId GroupIndex::group_of(const Ids& ids) {
  const auto [entry, is_new] = ids_.try_emplace(ids, static_cast<GroupId>(groups_.size()));
  if (is_new) groups_.push_back(ids);
  return entry->second;
}

std::vector<KindGroups> GroupIndex::add(std::span<const Heap> heaps) {
  const Kinds& kinds = *heaps.front().kinds;
  Texts texts(*this, kinds);
  // What each kind was in the heap before, which it mostly still is.
  std::vector<std::optional<std::pair<TextId, GroupId>>> before(kinds.size());
  std::vector<KindGroups> result;
  for (const Heap& heap : heaps) {
    if (heap.kinds != heaps.front().kinds)
      throw std::invalid_argument("a process's heaps must share their kinds");
    texts.enter(heap);
    KindGroups& groups = result.emplace_back(heap.kind_tallies.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      if (heap.kind_tallies[i].objects == 0) continue;
      const Kind& kind = kinds.kind(static_cast<KindId>(i));
      const TextId class_name = texts.class_of(kind);
      auto& known = before[i];
      if (!known || known->first != class_name) known = {class_name, group_of(texts.ids(kind, class_name))};
      groups[i] = known->second;
    }
  }
  return result;
}

}  // namespace heapgate
