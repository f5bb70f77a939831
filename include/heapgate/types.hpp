#pragma once

#include <cstdint>
#include <limits>
#include <stdexcept>

/// Units and counts shared by every stage.
namespace heapgate {

/// Address of a heap slot in the dumped process. Only equality and order have a meaning, and only
/// between dumps of one process.
enum class Address : std::uint64_t {};

inline constexpr Address kNoAddress{0};

/// GC.count when the object was allocated; `untraced` if the record does not tell.
enum class Generation : std::uint32_t { untraced = std::numeric_limits<std::uint32_t>::max() };

[[nodiscard]] constexpr std::uint32_t number(Generation generation) {
  return static_cast<std::uint32_t>(generation);
}

/// Bytes as the dump's `memsize` counts them.
using Bytes = std::uint64_t;

/// a + b; throws std::overflow_error rather than wrap.
inline std::uint64_t checked_add(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw std::overflow_error("a sum exceeds 64 bits");
  return sum;
}

/// a + b; the largest number rather than wrap.
inline std::uint64_t add_or_max(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::uint64_t>::max() : sum;
}

/// A number of objects and their memsize.
struct Tally {
  std::uint64_t objects = 0;
  Bytes bytes = 0;

  void add(const Tally& other) {
    objects = checked_add(objects, other.objects);
    bytes = checked_add(bytes, other.bytes);
  }
  /// The same, but a sum that exceeds 64 bits is their maximum.
  void add_or_max(const Tally& other) {
    objects = heapgate::add_or_max(objects, other.objects);
    bytes = heapgate::add_or_max(bytes, other.bytes);
  }
  /// Without a part of it.
  friend Tally operator-(const Tally& all, const Tally& part) {
    return {all.objects - part.objects, all.bytes - part.bytes};
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

}  // namespace heapgate
