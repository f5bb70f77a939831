#include "group_index.hpp"

namespace heapgate {

// One heap's texts and class names, each interned once.
class GroupIndex::HeapTexts {
 public:
  HeapTexts(GroupIndex& index, const Heap& heap) : index_(index), heap_(heap), ids_(heap.strings.size()) {}

  TextId text(StringId id) {
    auto& known = ids_[static_cast<std::size_t>(id)];
    if (!known) known = index_.intern(heap_.text(id));
    return *known;
  }
  TextId class_of(const Kind& kind) {
    // Without a class the name depends on the type.
    if (kind.imemo != StringId::none || kind.klass == kNoAddress)
      return index_.intern(class_name(heap_, kind));
    const auto [entry, is_new] = classes_.try_emplace(kind.klass);
    if (is_new) entry->second = index_.intern(class_name(heap_, kind));
    return entry->second;
  }

 private:
  GroupIndex& index_;
  const Heap& heap_;
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

GroupKey GroupIndex::key_of(const Ids& ids) const {
  const auto text = [this](TextId id) { return *texts_[static_cast<std::size_t>(id)]; };
  GroupKey key{text(ids.class_name), text(ids.type), std::nullopt, ids.line};
  if (ids.file) key.file = text(*ids.file);
  return key;
}

KindGroups GroupIndex::add(const Heap& heap) {
  HeapTexts texts(*this, heap);
  KindGroups groups;
  groups.reserve(heap.kinds.size());
  for (const Kind& kind : heap.kinds) {
    Ids ids{texts.class_of(kind), texts.text(kind.type), std::nullopt, kind.line};
    if (kind.file != StringId::none) ids.file = texts.text(kind.file);
    const auto [entry, is_new] = ids_.try_emplace(ids, static_cast<GroupId>(keys_.size()));
    if (is_new) keys_.push_back(key_of(ids));
    groups.push_back(entry->second);
  }
  return groups;
}

}  // namespace heapgate
