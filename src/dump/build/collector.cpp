#include "collector.hpp"

#include <algorithm>

#include "dump/parse/record_parser.hpp"
#include "dump/parse/scan.hpp"
#include "util/text_hash.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << Objects::kPageShift) - 1;

bool is_object(const Record& record) {
  return record.address && !is_text(record.type, "ROOT") && !is_text(record.type, "SHAPE") &&
         !is_text(record.type, "NONE");
}

bool is_class(const Record& record) {
  return is_text(record.type, "CLASS") || is_text(record.type, "MODULE");
}

// Items of an ARRAY or a HASH, bytes of a STRING.
std::uint64_t contents_of(const Record& record) {
  if (record.bytesize != 0 && is_text(record.type, "STRING")) return record.bytesize;
  if (record.length != 0 && is_text(record.type, "ARRAY")) return record.length;
  if (record.size != 0 && is_text(record.type, "HASH")) return record.size;
  return 0;
}

// A copy has no spare room.
Objects::Block copy_and_clear(Objects::Block& block) {
  Objects::Block copy = block;
  block.offsets.clear();
  block.generations.clear();
  block.kinds.clear();
  block.sizes.clear();
  return copy;
}

}  // namespace

std::uint64_t object_hash(std::uint64_t kind_identity, Address address, Generation generation) {
  return multiply_mix(static_cast<std::uint64_t>(address) ^ 0xa0761d6478bd642fULL,
                      kind_identity + static_cast<std::uint64_t>(generation) * 0x9e3779b97f4a7c15ULL);
}

void Collector::prepare(std::span<const Record> records) {
  static_assert(kMaxBatch <= PageMap::kMaxCalls);
  for (std::size_t i = 0; i < records.size(); ++i) {
    prepared_[i].hash = KindMemo::hash(records[i]);
    kinds_.prefetch_slot(prepared_[i].hash);
    pages.announce(records[i].references);
  }
  for (std::size_t i = 0; i < records.size(); ++i) kinds_.prefetch_known(prepared_[i].hash);
  pages.settle();
  for (std::size_t i = 0; i < records.size(); ++i) {
    prepared_[i].is_object = is_object(records[i]);
    if (!prepared_[i].is_object) continue;
    const KindMemo::Index kind = prepared_[i].kind = kinds_.find(records[i], prepared_[i].hash);
    const auto index = static_cast<std::size_t>(kind);
    if (index >= tallies_.size()) tallies_.resize(kinds_.size());
    __builtin_prefetch(&tallies_[index], 1);
    // Here, so that ids count up in the order of the file whatever is in a batch.
    if (is_class(records[i])) chunk_.classes.push_back(kinds_.class_record(records[i]));
  }
}

void Collector::add(std::span<const Record> records) {
  prepare(records);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (prepared_[i].is_object) {
      add_object(records[i], prepared_[i].kind);
    } else {
      add_other(records[i]);
    }
  }
}

void Collector::add_other(const Record& record) {
  if (is_text(record.type, "ROOT")) {
    ++chunk_.roots;
    return;
  }
  if (record.address && !is_text(record.type, "SHAPE")) define(*record.address);
  ++chunk_.non_objects;
}

void Collector::define(Address address) {
  pages.define(address);
  chunk_.last_record = address;
}

Damage& Collector::damage(std::string_view field) {
  for (Damage& each : chunk_.damage) {
    if (each.field == field) return each;
  }
  return chunk_.damage.emplace_back(Damage{std::string(field), 0, 0, 0});
}

void Collector::add_rescued(const Record& record, std::string_view field, std::uint64_t lines) {
  add({&record, 1});
  Damage& of_field = damage(field);
  ++of_field.rescued;
  of_field.rescued_lines += lines;
}

void Collector::add_unread(std::string_view field, std::uint64_t lines) {
  damage(field).unread_lines += lines;
}

void Collector::add_bad_line(std::uint64_t number, std::string_view line, LineProblem problem) {
  ++chunk_.bad_lines;
  if (chunk_.first_bad.size() < Ledger::kBadLinesShown)
    chunk_.first_bad.push_back({number, to_string(problem)});
  if (const auto address = peek_address(line)) define(*address);
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

void Collector::add_object(const Record& record, KindMemo::Index kind) {
  const KindMemo::Known& known = kinds_[kind];
  const Generation generation = record.generation.value_or(Generation::untraced);
  if (generation != Generation::untraced) {
    ++chunk_.traced;
    smallest_generation = std::min(smallest_generation.value_or(generation), generation);
    largest_generation = std::max(largest_generation.value_or(generation), generation);
  }
  define(*record.address);
  place(*record.address);
  const std::uint64_t contents = contents_of(record);
  const std::uint32_t sizes = Objects::packed(record.memsize, contents);
  block_.generations.push_back(generation);
  block_.kinds.push_back(known.id);
  block_.sizes.push_back(sizes);
  if (sizes == Objects::kBig) chunk_.big.push_back({*record.address, record.memsize, contents});
  KindTally& tally = tallies_[static_cast<std::size_t>(kind)];
  tally.tally.add_or_max({1, record.memsize});
  tally.contents = add_or_max(tally.contents, contents);
  content_hash += object_hash(known.identity, *record.address, generation);
}

void Collector::finish() {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    if (tallies_[i].tally.objects == 0) continue;
    const KindMemo::Known& kind = kinds_[static_cast<KindMemo::Index>(i)];
    counts.push_back({kind.id, kind.identity, tallies_[i].tally, tallies_[i].contents});
  }
  tallies_ = {};
}

Chunk Collector::take_chunk(ReadCounts read) {
  chunk_.read = std::move(read);
  chunk_.objects = copy_and_clear(block_);
  chunk_.runs = runs_;
  runs_.clear();
  return std::exchange(chunk_, Chunk{});
}

}  // namespace heapgate
