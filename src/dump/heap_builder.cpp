#include "heap_builder.hpp"

#include <algorithm>
#include <functional>

#include "record_parser.hpp"

namespace heapgate {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 33);
}

std::uint64_t text_hash(const StringTable& strings, StringId id) {
  return mix(id == StringId::none ? 0 : 1, std::hash<std::string_view>{}(strings.text(id)));
}

bool by_address(const ClassRecord& a, const ClassRecord& b) {
  return a.address < b.address;
}

}  // namespace

std::size_t KindHash::operator()(const Kind& kind) const {
  std::uint64_t hash = static_cast<std::uint64_t>(kind.type) << 32 | static_cast<std::uint64_t>(kind.imemo);
  hash = mix(hash, static_cast<std::uint64_t>(kind.klass));
  hash = mix(hash, static_cast<std::uint64_t>(kind.file) << 32 | static_cast<std::uint64_t>(kind.method));
  return mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1)));
}

Bytes Heap::memsize(std::size_t index) const {
  if (memsizes[index] != kBigMemsize) return memsizes[index];
  const Address address = objects[index].address;
  return std::lower_bound(big_memsizes.begin(), big_memsizes.end(), std::pair{address, Bytes{0}})->second;
}

void HeapBuilder::add(const Record& record) {
  for (const Address reference : record.references) heap_.pages.reference(reference);
  if (record.type == "ROOT") {
    ++heap_.ledger.roots;
    return;
  }
  const bool is_shape = record.type == "SHAPE";
  if (record.address && !is_shape) {
    heap_.pages.define(*record.address);
    heap_.ledger.last_record = record.address;
  }
  if (is_shape || record.type == "NONE" || !record.address) {
    ++heap_.ledger.non_objects;
    return;
  }
  add_object(record);
  if (record.type == "CLASS" || record.type == "MODULE") add_class(record);
}

void HeapBuilder::add_bad_line(std::uint64_t number, std::string_view line, const char* reason) {
  Ledger& ledger = heap_.ledger;
  ++ledger.bad_lines;
  if (ledger.first_bad.size() < Ledger::kBadLinesShown) ledger.first_bad.push_back({number, reason});
  if (const auto address = peek_address(line)) {
    heap_.pages.define(*address);
    ledger.last_record = address;
  }
}

void HeapBuilder::add_object(const Record& record) {
  const KindId kind = intern_kind(record);
  const Generation generation = record.generation.value_or(Generation::untraced);
  if (record.generation) {
    ++heap_.ledger.traced;
    heap_.largest_generation = std::max(heap_.largest_generation.value_or(Generation{0}), generation);
  }
  sorted_ = sorted_ && (entries_.empty() || entries_.back().object.address < *record.address);
  entries_.push_back({{*record.address, generation, kind}, record.memsize});
}

KindId HeapBuilder::intern_kind(const Record& record) {
  const bool is_imemo = record.type == "IMEMO";
  const Kind kind{
      .type = strings_.intern(record.type),
      .imemo = is_imemo ? strings_.intern_optional(record.imemo_type) : StringId::none,
      .klass = is_imemo ? kNoAddress : record.klass,
      .file = strings_.intern_optional(record.file),
      .method = strings_.intern_optional(record.method),
      .line = record.line,
  };
  const auto [entry, is_new] = kind_ids_.try_emplace(kind, static_cast<KindId>(heap_.kinds.size()));
  if (is_new) {
    heap_.kinds.push_back(kind);
    std::uint64_t hash = mix(text_hash(strings_, kind.type), text_hash(strings_, kind.imemo));
    hash = mix(hash, text_hash(strings_, kind.file));
    heap_.kind_hashes.push_back(mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1))));
  }
  return entry->second;
}

void HeapBuilder::add_class(const Record& record) {
  heap_.classes.push_back({
      .address = *record.address,
      .superclass = record.superclass,
      .name = strings_.intern_optional(record.name),
      .real_class_name = strings_.intern_optional(record.real_class_name),
      .is_module = record.type == "MODULE",
      .is_singleton = record.singleton,
  });
}

// Keeps the first record of an address, as the file has it.
void HeapBuilder::sort_objects() {
  if (sorted_) return;
  const auto less = [](const Entry& a, const Entry& b) { return a.object.address < b.object.address; };
  const auto same = [](const Entry& a, const Entry& b) { return a.object.address == b.object.address; };
  std::stable_sort(entries_.begin(), entries_.end(), less);
  const auto duplicates = std::unique(entries_.begin(), entries_.end(), same);
  heap_.ledger.duplicates = static_cast<std::uint64_t>(entries_.end() - duplicates);
  entries_.erase(duplicates, entries_.end());
}

Heap HeapBuilder::finish(Ledger ledger) {
  sort_objects();
  heap_.kind_tallies.resize(heap_.kinds.size());
  heap_.objects.reserve(entries_.size());
  heap_.memsizes.reserve(entries_.size());
  for (const auto& [object, memsize] : entries_) {
    const auto kind = static_cast<std::size_t>(object.kind);
    const bool is_big = memsize >= Heap::kBigMemsize;
    heap_.objects.push_back(object);
    heap_.memsizes.push_back(is_big ? Heap::kBigMemsize : static_cast<std::uint32_t>(memsize));
    if (is_big) heap_.big_memsizes.emplace_back(object.address, memsize);
    heap_.kind_tallies[kind].add({1, memsize});
    auto identity = mix(heap_.kind_hashes[kind], static_cast<std::uint64_t>(object.address));
    identity = mix(identity, static_cast<std::uint64_t>(heap_.kinds[kind].klass));
    heap_.content_hash += mix(identity, static_cast<std::uint64_t>(object.generation));
  }
  entries_ = {};
  std::stable_sort(heap_.classes.begin(), heap_.classes.end(), by_address);
  heap_.strings = strings_.release();
  ledger.bad_lines = heap_.ledger.bad_lines;
  ledger.roots = heap_.ledger.roots;
  ledger.non_objects = heap_.ledger.non_objects;
  ledger.duplicates = heap_.ledger.duplicates;
  ledger.traced = heap_.ledger.traced;
  ledger.last_record = heap_.ledger.last_record;
  ledger.first_bad = std::move(heap_.ledger.first_bad);
  heap_.ledger = std::move(ledger);
  return std::move(heap_);
}

}  // namespace heapgate
