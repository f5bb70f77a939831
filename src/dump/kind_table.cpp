#include "kind_table.hpp"

#include <functional>

#include "text_hash.hpp"

namespace heapgate {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 33);
}

std::uint64_t stable_hash(const StringTable& strings, StringId id) {
  return mix(id == StringId::none ? 0 : 1, text_hash(strings.text(id), 0));
}

}  // namespace

std::size_t KindHash::operator()(const Kind& kind) const {
  std::uint64_t hash = static_cast<std::uint64_t>(kind.type) << 32 | static_cast<std::uint64_t>(kind.imemo);
  hash = mix(hash, static_cast<std::uint64_t>(kind.klass));
  hash = mix(hash, static_cast<std::uint64_t>(kind.file) << 32 | static_cast<std::uint64_t>(kind.method));
  return mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1)));
}

KindTable::Entry KindTable::intern(const Record& record) {
  const std::scoped_lock lock(mutex_);
  const bool is_imemo = record.type == "IMEMO";
  const Kind kind{
      .type = strings_.intern(record.type),
      .imemo = is_imemo ? strings_.intern_optional(record.imemo_type) : StringId::none,
      .klass = is_imemo ? kNoAddress : record.klass,
      .file = strings_.intern_optional(record.file),
      .method = strings_.intern_optional(record.method),
      .line = record.line,
  };
  const auto [entry, is_new] = ids_.try_emplace(kind, static_cast<KindId>(kinds_.size()));
  if (is_new) {
    kinds_.push_back(kind);
    std::uint64_t hash = mix(stable_hash(strings_, kind.type), stable_hash(strings_, kind.imemo));
    hash = mix(hash, stable_hash(strings_, kind.file));
    hashes_.push_back(mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1))));
  }
  const std::uint64_t hash = hashes_[static_cast<std::size_t>(entry->second)];
  return {entry->second, mix(hash, static_cast<std::uint64_t>(kind.klass))};
}

ClassRecord KindTable::class_record(const Record& record) {
  const std::scoped_lock lock(mutex_);
  return {
      .address = *record.address,
      .superclass = record.superclass,
      .name = strings_.intern_optional(record.name),
      .real_class_name = strings_.intern_optional(record.real_class_name),
      .is_module = record.type == "MODULE",
      .is_singleton = record.singleton,
  };
}

void KindTable::release(Heap& heap) {
  ids_.clear();
  heap.kinds = std::move(kinds_);
  heap.kind_hashes = std::move(hashes_);
  heap.strings = strings_.release();
}

}  // namespace heapgate
