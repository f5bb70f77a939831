#include "kind_memo.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string_view>

#include "scan.hpp"
#include "text_hash.hpp"

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

Text imemo_of(const Record& record) {
  return is_imemo(record) ? record.imemo_type : std::nullopt;
}

std::uint32_t size_of(const Text& text) {
  return text ? static_cast<std::uint32_t>(text->size()) + 1 : 0;
}

// Tells most short texts apart.
std::uint64_t ends_of(std::string_view text) {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (text.size() >= 8) {
    std::memcpy(&first, text.data(), 8);
    std::memcpy(&last, text.data() + text.size() - 8, 8);
  } else if (text.size() >= 4) {
    std::memcpy(&first, text.data(), 4);
    std::memcpy(&last, text.data() + text.size() - 4, 4);
  } else if (!text.empty()) {
    first = static_cast<unsigned char>(text.front());
    last = static_cast<unsigned char>(text.back());
  }
  return first ^ (last << 29 | last >> 35) ^ text.size() << 56;
}

}  // namespace

std::uint32_t KindMemo::hash(const Record& record) {
  const auto line = static_cast<std::uint64_t>(record.line.value_or(-1));
  std::uint64_t hash = multiply_mix(klass_of(record) ^ ends_of(record.type), line + 0xe7037ed1a0b428dbULL);
  if (record.file) hash = text_hash(*record.file, hash);
  if (record.method) hash = multiply_mix(hash ^ ends_of(*record.method), 0x9e3779b97f4a7c15ULL);
  if (const Text imemo = imemo_of(record)) hash ^= ends_of(*imemo) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

void KindMemo::prefetch_known(std::uint32_t hash) const {
  const Slot& slot = slots_[hash & (slots_.size() - 1)];
  if (slot.line == 0) return;
  const Known* known = &lines_[slot.line - 1];
  __builtin_prefetch(known);
  __builtin_prefetch(known + 1);
  __builtin_prefetch(known + 2);
}

bool KindMemo::equal(const Known& known, const Record& record) const {
  const Text imemo = imemo_of(record);
  if (known.klass != klass_of(record) || known.line != record.line.value_or(0) ||
      known.has_line != record.line.has_value() || known.type_size != record.type.size() ||
      known.imemo_size != size_of(imemo) || known.file_size != size_of(record.file) ||
      known.method_size != size_of(record.method)) {
    return false;
  }
  const char* text = reinterpret_cast<const char*>(&known + 1);
  const auto same = [&text](std::string_view wanted) {
    const char* at = text;
    text += wanted.size();
    return same_bytes(at, wanted.data(), wanted.size());
  };
  return same(record.type) && (!record.file || same(*record.file)) &&
         (!record.method || same(*record.method)) && (!imemo || same(*imemo));
}

std::uint32_t KindMemo::remember(const Record& record) {
  const KindTable::Entry entry = table_.intern(record);
  const Text imemo = imemo_of(record);
  const std::string_view none;
  const std::array<std::string_view, 4> texts{record.type, record.file.value_or(none),
                                              record.method.value_or(none), imemo.value_or(none)};
  std::size_t size = 0;
  for (const std::string_view text : texts) size += text.size();
  const std::size_t at = lines_.size();
  lines_.resize(at + 1 + (size + sizeof(Known) - 1) / sizeof(Known));
  Known& known = lines_[at];
  known = {.id = entry.id,
           .type_size = static_cast<std::uint32_t>(record.type.size()),
           .identity = entry.identity,
           .tally = {},
           .klass = klass_of(record),
           .line = record.line.value_or(0),
           .imemo_size = size_of(imemo),
           .file_size = size_of(record.file),
           .method_size = size_of(record.method),
           .has_line = record.line.has_value()};
  char* to = reinterpret_cast<char*>(&known + 1);
  for (const std::string_view text : texts) to = std::copy(text.begin(), text.end(), to);
  return static_cast<std::uint32_t>(at + 1);
}

void KindMemo::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.line == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].line != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

KindMemo::Known& KindMemo::find(const Record& record, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].line != 0; at = (at + 1) & mask) {
    if (slots_[at].hash != hash) continue;
    Known& known = lines_[slots_[at].line - 1];
    if (equal(known, record)) return known;
  }
  const std::uint32_t line = remember(record);
  slots_[at] = {hash, line};
  if (2 * ++count_ > slots_.size()) grow();
  return lines_[line - 1];
}

}  // namespace heapgate
