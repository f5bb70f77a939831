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

std::uint64_t KindMemo::hash_of(const Half& half) {
  std::uint64_t hash = multiply_mix(half.number ^ (half.has_number ? 1 : 0), 0xa0761d6478bd642fULL);
  if (half.first) hash = text_hash(*half.first, hash + 1);
  return half.second ? text_hash(*half.second, hash + 2) : hash;
}

void KindMemo::keep(std::optional<std::string_view>& text) {
  if (text) text = texts_.emplace_back(*text);
}

std::uint32_t KindMemo::intern(const Half& half) {
  const std::uint64_t hash = hash_of(half);
  std::size_t at = hash & (parts_.size() - 1);
  for (; parts_[at].id != 0; at = (at + 1) & (parts_.size() - 1)) {
    if (parts_[at].hash == hash && parts_[at].half == half) return parts_[at].id;
  }
  Half kept = half;
  keep(kept.first);
  keep(kept.second);
  parts_[at] = {hash, ++part_count_, kept};
  if (2 * part_count_ > parts_.size()) grow_parts();
  return part_count_;
}

void KindMemo::grow_parts() {
  std::vector<Part> old(2 * parts_.size());
  old.swap(parts_);
  const std::size_t mask = parts_.size() - 1;
  for (const Part& part : old) {
    if (part.id == 0) continue;
    std::size_t at = part.hash & mask;
    while (parts_[at].id != 0) at = (at + 1) & mask;
    parts_[at] = part;
  }
}

void KindMemo::grow_kinds() {
  std::vector<Known> old(2 * kinds_.size());
  old.swap(kinds_);
  const std::size_t mask = kinds_.size() - 1;
  for (const Known& known : old) {
    if (known.halves == 0) continue;
    std::size_t at = multiply_mix(known.halves, 0xe7037ed1a0b428dbULL) & mask;
    while (kinds_[at].halves != 0) at = (at + 1) & mask;
    kinds_[at] = known;
  }
}

KindTable::Entry KindMemo::intern(const Record& record) {
  const bool is_imemo = record.type == "IMEMO";
  const Half what{record.type, is_imemo ? record.imemo_type : std::nullopt,
                  is_imemo ? 0 : static_cast<std::uint64_t>(record.klass), false};
  const Half where{record.file, record.method, static_cast<std::uint64_t>(record.line.value_or(0)),
                   record.line.has_value()};
  const std::uint64_t halves = static_cast<std::uint64_t>(intern(what)) << 32 | intern(where);
  const std::size_t mask = kinds_.size() - 1;
  std::size_t at = multiply_mix(halves, 0xe7037ed1a0b428dbULL) & mask;
  for (; kinds_[at].halves != 0; at = (at + 1) & mask) {
    if (kinds_[at].halves == halves) return kinds_[at].kind;
  }
  const KindTable::Entry kind = table_.intern(record);
  kinds_[at] = {halves, kind};
  if (2 * ++kind_count_ > kinds_.size()) grow_kinds();
  return kind;
}

}  // namespace heapgate
