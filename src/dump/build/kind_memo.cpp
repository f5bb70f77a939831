#include "kind_memo.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>

#include "dump/parse/scan.hpp"
#include "util/text_hash.hpp"

namespace heapgate {
namespace {

using Text = std::optional<std::string_view>;

static_assert(sizeof(KindMemo::Known) == 64);

bool is_imemo(const Record& record) {
  return is_text(record.type, "IMEMO");
}

std::uint64_t klass_of(const Record& record) {
  return is_imemo(record) ? 0 : static_cast<std::uint64_t>(record.klass);
}

// As imemo_of(), for most records without a look at the type's text.
Text variant_of(const Record& record) {
  if (is_imemo(record)) return record.imemo_type;
  return record.singleton ? imemo_of(record) : std::nullopt;
}

// Tells most short texts apart.
std::uint64_t ends_of(std::string_view text) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (text.size() >= 4) {
    std::memcpy(&first, text.data(), 4);
    std::memcpy(&last, text.data() + text.size() - 4, 4);
  } else if (!text.empty()) {
    first = static_cast<unsigned char>(text.front());
    last = static_cast<unsigned char>(text.back());
  }
  return first ^ (last << 29 | last >> 35) ^ text.size() << 56;
}

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;

// Of the end and a little more, where paths differ; without a branch for most sizes.
std::uint64_t path_word(std::string_view text, std::uint64_t seed) {
  const std::size_t size = text.size();
  if (size < 8) return multiply_mix(seed ^ ends_of(text), kOdd);
  const auto word = [&](std::size_t back) {
    std::uint64_t value = 0;
    std::memcpy(&value, text.data() + size - std::min(size, back), sizeof value);
    return value;
  };
  return multiply_mix(seed ^ word(8) ^ std::rotl(word(24), 24),
                      word(16) ^ std::rotl(word(32), 40) ^ size * kOdd);
}

}  // namespace

std::uint32_t KindMemo::hash(const Record& record) {
  const auto line = static_cast<std::uint64_t>(record.line.value_or(-1));
  std::uint64_t hash = klass_of(record) * kOdd ^ ends_of(record.type);
  if (record.method) hash ^= std::rotl(ends_of(*record.method), 32);
  hash = multiply_mix(hash, line + 0xe7037ed1a0b428dbULL);
  if (record.file) hash = path_word(*record.file, hash);
  if (const Text imemo = variant_of(record)) hash ^= ends_of(*imemo) * kOdd;
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

void KindMemo::prefetch_known(std::uint32_t hash) const {
  const Slot& slot = slots_[hash & (slots_.size() - 1)];
  if (slot.known != 0) __builtin_prefetch(&known_[slot.known - 1]);
}

[[gnu::always_inline]] inline bool KindMemo::is(TextId id, const Text& text) const {
  if (!text) return id == TextId::absent;
  const std::string_view known = texts_[static_cast<std::size_t>(id)];
  return id != TextId::absent && known.size() == text->size() &&
         same_bytes(known.data(), text->data(), known.size());
}

bool KindMemo::equal(const Known& known, const Record& record) const {
  return known.klass == klass_of(record) && known.line == record.line.value_or(0) &&
         known.has_line == record.line.has_value() && is(known.type, record.type) &&
         is(known.file, record.file) && is(known.method, record.method) &&
         is(known.imemo, variant_of(record));
}

KindMemo::TextId KindMemo::keep(const Text& text) {
  if (!text) return TextId::absent;
  if (const auto found = text_ids_.find(*text); found != text_ids_.end()) return found->second;
  const auto id = static_cast<TextId>(texts_.size());
  texts_.push_back(kept_.emplace_back(*text));
  text_ids_.emplace(texts_.back(), id);
  const std::scoped_lock lock(mutex_);
  string_ids_.push_back(shared_.intern(*text));
  return id;
}

void KindMemo::remember(const Record& record) {
  constexpr std::uint64_t kIdentityFactor = 0xe7037ed1a0b428dbULL;
  Known& known = known_.emplace_back(Known{.type = keep(record.type),
                                           .klass = klass_of(record),
                                           .line = record.line.value_or(0),
                                           .imemo = keep(variant_of(record)),
                                           .file = keep(record.file),
                                           .method = keep(record.method),
                                           .has_line = record.line.has_value()});
  const Kind kind{.type = string_id(known.type),
                  .imemo = string_id(known.imemo),
                  .klass = Address{known.klass},
                  .file = string_id(known.file),
                  .method = string_id(known.method),
                  .line = record.line};
  const std::scoped_lock lock(mutex_);
  known.id = shared_.intern(kind);
  known.identity = multiply_mix(shared_.hash(known.id), known.klass ^ kIdentityFactor);
}

void KindMemo::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.known == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].known != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

ClassRecord KindMemo::class_record(const Record& record) {
  const std::scoped_lock lock(mutex_);
  return {
      .address = *record.address,
      .superclass = record.superclass,
      .name = shared_.intern(record.name),
      .real_class_name = shared_.intern(record.real_class_name),
      .is_module = record.type == "MODULE",
      .is_singleton = record.singleton,
  };
}

KindMemo::Index KindMemo::find(const Record& record, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].known != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    const std::uint32_t index = slots_[at].known - 1;
    if (equal(known_[index], record)) return Index{index};
  }
  remember(record);
  slots_[at] = {hash, static_cast<std::uint32_t>(known_.size())};
  if (4 * known_.size() > 3 * slots_.size()) grow();
  return static_cast<Index>(known_.size() - 1);
}

}  // namespace heapgate
