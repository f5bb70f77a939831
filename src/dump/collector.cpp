#include "collector.hpp"

#include <algorithm>

#include "record_parser.hpp"
#include "scan.hpp"
#include "text_hash.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << Objects::kPageShift) - 1;

// A copy has no spare room.
Objects::Block copy_and_clear(Objects::Block& block) {
  Objects::Block copy = block;
  block.offsets.clear();
  block.generations.clear();
  block.kinds.clear();
  block.memsizes.clear();
  return copy;
}

}  // namespace

std::uint64_t object_hash(std::uint64_t kind_identity, Address address, Generation generation) {
  return multiply_mix(static_cast<std::uint64_t>(address) ^ 0xa0761d6478bd642fULL,
                      kind_identity + static_cast<std::uint64_t>(generation) * 0x9e3779b97f4a7c15ULL);
}

void Collector::announce(const Record& record) {
  const std::uint32_t hash = KindMemo::hash(record);
  hashes_[announced_++] = hash;
  kinds_.prefetch_slot(hash);
  pages.prefetch(record.references);
}

void Collector::add(std::span<const Record> records) {
  announced_ = 0;
  for (std::size_t i = 0; i < records.size(); ++i) kinds_.prefetch_known(hashes_[i]);
  for (const Record& record : records) {
    for (const Address reference : record.references) pages.reference(reference);
  }
  for (std::size_t i = 0; i < records.size(); ++i) add(records[i], hashes_[i]);
}

void Collector::add(const Record& record, std::uint32_t hash) {
  if (is_text(record.type, "ROOT")) {
    ++chunk_.roots;
    return;
  }
  const bool is_shape = is_text(record.type, "SHAPE");
  if (record.address && !is_shape) {
    pages.define(*record.address);
    chunk_.last_record = record.address;
  }
  if (is_shape || is_text(record.type, "NONE") || !record.address) {
    ++chunk_.non_objects;
    return;
  }
  add_object(record, hash);
  if (is_text(record.type, "CLASS") || is_text(record.type, "MODULE")) {
    chunk_.classes.push_back(table_.class_record(record));
  }
}

void Collector::add_bad_line(std::string_view line, const char* reason) {
  ++chunk_.bad_lines;
  if (chunk_.first_bad.size() < Ledger::kBadLinesShown) chunk_.first_bad.push_back({chunk_.lines, reason});
  if (const auto address = peek_address(line)) {
    pages.define(*address);
    chunk_.last_record = address;
  }
}

// Continues the last run, or starts another.
void Collector::place(Address address) {
  const auto value = static_cast<std::uint64_t>(address);
  const std::uint64_t page = value >> Objects::kPageShift;
  const auto offset = static_cast<std::uint16_t>(value & kOffsetMask);
  const auto index = static_cast<std::uint32_t>(block_.offsets.size());
  if (runs_.empty() || runs_.back().page != page || block_.offsets.back() >= offset) {
    runs_.push_back({page, 0, index, index});
  }
  runs_.back().end = index + 1;
  block_.offsets.push_back(offset);
}

void Collector::add_object(const Record& record, std::uint32_t hash) {
  KindMemo::Known& kind = kinds_.find(record, hash);
  const Generation generation = record.generation.value_or(Generation::untraced);
  if (record.generation) {
    ++chunk_.traced;
    smallest_generation = std::min(smallest_generation.value_or(generation), generation);
    largest_generation = std::max(largest_generation.value_or(generation), generation);
  }
  place(*record.address);
  const bool is_big = record.memsize >= Objects::kBigMemsize;
  block_.generations.push_back(generation);
  block_.kinds.push_back(kind.id);
  block_.memsizes.push_back(is_big ? Objects::kBigMemsize : static_cast<std::uint32_t>(record.memsize));
  if (is_big) chunk_.big_memsizes.emplace_back(*record.address, record.memsize);
  kind.tally.add({1, record.memsize});
  content_hash += object_hash(kind.identity, *record.address, generation);
}

Chunk Collector::take_chunk() {
  chunk_.objects = copy_and_clear(block_);
  chunk_.runs = runs_;
  runs_.clear();
  return std::exchange(chunk_, Chunk{});
}

}  // namespace heapgate
