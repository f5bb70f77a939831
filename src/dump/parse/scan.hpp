#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Byte scanning, 16 bytes at a time where SSE2 is there (every x86-64). Each may read up to 16 bytes behind
/// the byte that ends it.
namespace heapgate {

/// Hexadecimal digits in lower case.
struct HexNumber {
  std::uint64_t value = 0;
  unsigned digits = 0;  ///< at most 16; more may follow then
};

#if defined(__SSE2__)

inline __m128i load_16(const char* at) {
  return _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(at)));
}

/// The first byte that is a quote, a backslash, a control byte or not ASCII. There must be one.
inline const char* find_special(const char* at) {
  for (;; at += 16) {
    const __m128i bytes = load_16(at);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));  // signed: not ASCII too
    const int hits = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
    if (hits != 0) return at + std::countr_zero(static_cast<unsigned>(hits));
  }
}

inline HexNumber read_hex(const char* at) {
  const __m128i bytes = load_16(at);
  const __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i letter = _mm_sub_epi8(bytes, _mm_set1_epi8('a'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
  const __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter);
  const auto others = ~static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(is_digit, is_letter)));
  const auto digits = static_cast<unsigned>(std::countr_zero(others | 0x10000U));
  if (digits == 0) return {};
  const __m128i nibbles =
      _mm_add_epi8(_mm_and_si128(bytes, _mm_set1_epi8(15)), _mm_and_si128(is_letter, _mm_set1_epi8(9)));
  // Two digits of a pair are one byte: the first is the low byte of its 16 bits.
  const __m128i pairs = _mm_or_si128(_mm_slli_epi16(nibbles, 4), _mm_srli_epi16(nibbles, 8));
  const __m128i packed = _mm_packus_epi16(_mm_and_si128(pairs, _mm_set1_epi16(255)), pairs);
  const auto high_first = __builtin_bswap64(static_cast<std::uint64_t>(_mm_cvtsi128_si64(packed)));
  return {high_first >> (64 - 4 * digits), digits};
}

inline bool same_16(const char* a, const char* b) {
  const __m128i equal = _mm_cmpeq_epi8(load_16(a), load_16(b));
  return _mm_movemask_epi8(equal) == 0xffff;
}

#else

inline bool same_16(const char* a, const char* b) {
  return std::memcmp(a, b, 16) == 0;
}

inline const char* find_special(const char* at) {
  while (*at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= ' ' &&
         static_cast<unsigned char>(*at) < 0x80) {
    ++at;
  }
  return at;
}

inline HexNumber read_hex(const char* at) {
  HexNumber number;
  for (; number.digits < 16; ++number.digits) {
    const auto c = static_cast<unsigned char>(at[number.digits]);
    const unsigned digit = c - unsigned{'0'};
    const unsigned letter = c - unsigned{'a'};
    if (digit > 9 && letter > 5) break;
    number.value = number.value << 4 | (digit <= 9 ? digit : letter + 10);
  }
  return number;
}

#endif

template <class Word>
bool same_word(const char* a, const char* b) {
  Word in_a{};
  Word in_b{};
  std::memcpy(&in_a, a, sizeof in_a);
  std::memcpy(&in_b, b, sizeof in_b);
  return in_a == in_b;
}

/// As memcmp, which costs more to call than short texts take to compare. Reads nothing beyond.
[[gnu::always_inline]] inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 16) {
    for (std::size_t at = 0; at + 16 < size; at += 16) {
      if (!same_16(a + at, b + at)) return false;
    }
    return same_16(a + size - 16, b + size - 16);
  }
  if (size >= 8) {
    return same_word<std::uint64_t>(a, b) && same_word<std::uint64_t>(a + size - 8, b + size - 8);
  }
  if (size >= 4) {
    return same_word<std::uint32_t>(a, b) && same_word<std::uint32_t>(a + size - 4, b + size - 4);
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

/// Whether `at` begins with the `Size` bytes of `text`, of which whole words are compared: GCC calls memcmp
/// for most sizes.
template <std::size_t Size>
[[gnu::always_inline]] inline bool starts_with(const char* at, const char* text) {
  const auto same = [&](std::size_t offset, auto word) {
    auto wanted = word;
    std::memcpy(&word, at + offset, sizeof word);
    std::memcpy(&wanted, text + offset, sizeof wanted);
    return word == wanted;
  };
  static_assert(Size <= 24);
  if constexpr (Size > 16) {
    return same(0, std::uint64_t{}) && same(8, std::uint64_t{}) && same(Size - 8, std::uint64_t{});
  } else if constexpr (Size >= 8) {
    return same(0, std::uint64_t{}) && same(Size - 8, std::uint64_t{});
  } else if constexpr (Size >= 4) {
    return same(0, std::uint32_t{}) && same(Size - 4, std::uint32_t{});
  } else {
    return std::memcmp(at, text, Size) == 0;
  }
}

/// Whether `text` is the literal.
template <std::size_t N>
bool is_text(std::string_view text, const char (&literal)[N]) {  // NOLINT(modernize-avoid-c-arrays)
  return text.size() == N - 1 && same_bytes(text.data(), literal, N - 1);
}

}  // namespace heapgate
