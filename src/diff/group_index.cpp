#include "group_index.hpp"

#include <functional>

namespace heapgate {
namespace {

GroupKey key_of(const Heap& heap, const Kind& kind) {
  GroupKey key{class_name(heap, kind), std::string(heap.text(kind.type)), std::nullopt, kind.line};
  if (kind.file != StringId::none) key.file = heap.text(kind.file);
  return key;
}

}  // namespace

std::size_t GroupIndex::KeyHash::operator()(const GroupKey& key) const {
  const std::hash<std::string> text;
  std::size_t hash = text(key.class_name) * 31 + text(key.type);
  hash = hash * 31 + (key.file ? text(*key.file) : 0);
  return hash * 31 + std::hash<std::int64_t>{}(key.line.value_or(-1));
}

KindGroups GroupIndex::add(const Heap& heap) {
  KindGroups groups;
  groups.reserve(heap.kinds.size());
  for (const Kind& kind : heap.kinds) {
    const auto [entry, is_new] = ids_.try_emplace(key_of(heap, kind), static_cast<GroupId>(keys_.size()));
    if (is_new) keys_.push_back(entry->first);
    groups.push_back(entry->second);
  }
  return groups;
}

}  // namespace heapgate
