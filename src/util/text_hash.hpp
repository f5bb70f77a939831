#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace heapgate {

inline std::uint64_t multiply_mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// For tables in memory; equal hashes do not mean equal texts.
inline std::uint64_t text_hash(std::string_view text, std::uint64_t seed) {
  constexpr std::uint64_t kA = 0xa0761d6478bd642fULL;
  constexpr std::uint64_t kB = 0xe7037ed1a0b428dbULL;
  const auto word = [](const char* at, std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, size);
    return value;
  };
  std::uint64_t hash = seed ^ text.size() * kB;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 16; at += 16, left -= 16) hash = multiply_mix(word(at, 8) ^ kA ^ hash, word(at + 8, 8) ^ kB);
  if (left >= 8) return multiply_mix(word(at, 8) ^ kA ^ hash, word(at + left - 8, 8) ^ kB);
  if (left >= 4) return multiply_mix(word(at, 4) ^ kA ^ hash, word(at + left - 4, 4) ^ kB);
  if (left == 0) return multiply_mix(kA ^ hash, kB);
  const std::uint64_t few = word(at, 1) | word(at + left / 2, 1) << 8 | word(at + left - 1, 1) << 16;
  return multiply_mix(few ^ kA ^ hash, kB);
}

/// For tables that are searched by any kind of text.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return text_hash(text, 0); }
};

}  // namespace heapgate
