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

void Collector::announce(const Record& record, std::string_view text) {
  const std::uint32_t hash = KindMemo::hash(record);
  Announced& announced = announced_[batch_++];
  announced.record = &record;
  announced.text = text;
  announced.hash = hash;
  kinds_.prefetch_slot(hash);
  pages.announce(record.references);
}

void Collector::announce(const ObjectLine& line, const LineMemo& lines) {
  Announced& announced = announced_[batch_++];
  announced.record = nullptr;
  announced.known = &line;
  prepare_tally(line);
  pages.announce(lines.references(line));
}

void Collector::add(LineMemo* lines) {
  const std::span<Announced> batch(announced_.data(), std::exchange(batch_, 0));
  for (const Announced& announced : batch) {
    if (announced.record != nullptr) kinds_.prefetch_known(announced.hash);
  }
  pages.settle();
  for (Announced& announced : batch) {
    if (announced.record == nullptr || !is_object(*announced.record)) continue;
    announced.line = object_line(*announced.record, announced.hash);
    prepare_tally(announced.line);
    if (is_class(*announced.record)) chunk_.classes.push_back(table_.class_record(*announced.record));
  }
  for (const Announced& announced : batch) {
    if (announced.record != nullptr) {
      add(announced, lines);
    } else {
      add_object(*announced.known);
      if (lines != nullptr) lines->remember(*announced.known);
    }
  }
}

void Collector::add(const Announced& announced, LineMemo* lines) {
  const Record& record = *announced.record;
  if (is_text(record.type, "ROOT")) {
    ++chunk_.roots;
    return;
  }
  if (!is_object(record)) {
    if (record.address && !is_text(record.type, "SHAPE")) define(*record.address);
    ++chunk_.non_objects;
    return;
  }
  add_object(announced.line);
  const bool can_be_known = !announced.text.empty() && !is_class(record);
  if (lines != nullptr && can_be_known) lines->remember(announced.line, announced.text, record.references);
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
  announce(record);
  add();
  Damage& of_field = damage(field);
  ++of_field.rescued;
  of_field.rescued_lines += lines;
}

void Collector::add_unread(std::string_view field, std::uint64_t lines) {
  damage(field).unread_lines += lines;
}

void Collector::add_bad_line(std::string_view line, const char* reason) {
  ++chunk_.bad_lines;
  if (chunk_.first_bad.size() < Ledger::kBadLinesShown) chunk_.first_bad.push_back({chunk_.lines, reason});
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

void Collector::prepare_tally(const ObjectLine& line) {
  const auto index = static_cast<std::size_t>(line.kind_index);
  if (index >= tallies_.size()) tallies_.resize(kinds_.size());
  __builtin_prefetch(&tallies_[index], 1);
}

ObjectLine Collector::object_line(const Record& record, std::uint32_t hash) {
  const KindMemo::Index index = kinds_.find(record, hash);
  const KindMemo::Known& kind = kinds_[index];
  const Generation generation = record.generation.value_or(Generation::untraced);
  ObjectLine line;
  line.address = *record.address;
  line.memsize = record.memsize;
  line.contents = contents_of(record);
  line.hash = object_hash(kind.identity, *record.address, generation);
  line.generation = generation;
  line.kind = kind.id;
  line.kind_index = index;
  return line;
}

void Collector::add_object(const ObjectLine& line) {
  if (line.generation != Generation::untraced) {
    ++chunk_.traced;
    smallest_generation = std::min(smallest_generation.value_or(line.generation), line.generation);
    largest_generation = std::max(largest_generation.value_or(line.generation), line.generation);
  }
  define(line.address);
  place(line.address);
  const std::uint32_t sizes = Objects::packed(line.memsize, line.contents);
  block_.generations.push_back(line.generation);
  block_.kinds.push_back(line.kind);
  block_.sizes.push_back(sizes);
  if (sizes == Objects::kBig) chunk_.big.push_back({line.address, line.memsize, line.contents});
  KindTally& kind = tallies_[static_cast<std::size_t>(line.kind_index)];
  kind.tally.add_or_max({1, line.memsize});
  kind.contents = add_or_max(kind.contents, line.contents);
  content_hash += line.hash;
}

void Collector::finish() {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    if (tallies_[i].tally.objects == 0) continue;
    const KindMemo::Known& kind = kinds_[static_cast<KindMemo::Index>(i)];
    counts.push_back({kind.id, kind.identity, tallies_[i].tally, tallies_[i].contents});
  }
  tallies_ = {};
}

Chunk Collector::take_chunk() {
  chunk_.objects = copy_and_clear(block_);
  chunk_.runs = runs_;
  runs_.clear();
  return std::exchange(chunk_, Chunk{});
}

}  // namespace heapgate
