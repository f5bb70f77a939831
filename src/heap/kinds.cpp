#include "heapgate/kinds.hpp"

#include "util/text_hash.hpp"

namespace heapgate {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 33);
}

}  // namespace

std::size_t Kinds::TextHash::operator()(std::string_view text) const {
  return text_hash(text, 0);
}

std::size_t Kinds::KindHash::operator()(const Kind& kind) const {
  std::uint64_t hash = static_cast<std::uint64_t>(kind.type) << 32 | static_cast<std::uint64_t>(kind.imemo);
  hash = mix(hash, static_cast<std::uint64_t>(kind.klass));
  hash = mix(hash, static_cast<std::uint64_t>(kind.file) << 32 | static_cast<std::uint64_t>(kind.method));
  return mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1)));
}

std::uint64_t Kinds::stable_hash(StringId id) const {
  return mix(id == StringId::none ? 0 : 1, text_hash(text(id), 0));
}

StringId Kinds::intern(std::optional<std::string_view> text) {
  if (!text) return StringId::none;
  if (const auto found = text_ids_.find(*text); found != text_ids_.end()) return found->second;
  const auto id = static_cast<StringId>(texts_.size());
  text_ids_.emplace(texts_.emplace_back(*text), id);
  return id;
}

KindId Kinds::intern(const Kind& kind) {
  const auto [entry, is_new] = kind_ids_.try_emplace(kind, static_cast<KindId>(kinds_.size()));
  if (!is_new) return entry->second;
  kinds_.push_back(kind);
  std::uint64_t hash = mix(stable_hash(kind.type), stable_hash(kind.imemo));
  hash = mix(hash, stable_hash(kind.file));
  hashes_.push_back(mix(hash, static_cast<std::uint64_t>(kind.line.value_or(-1))));
  return entry->second;
}

}  // namespace heapgate
