#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {

/// What the objects of one group that are the same in all dumps grew by.
struct InPlace {
  Grown grown;
  std::vector<Tally> contents;  ///< of the objects that grew, in each dump
  std::uint64_t level = 0;      ///< of those that level off: what they tend to

  /// An object that holds so much and has such memsizes in the dumps.
  void add(std::span<const std::uint64_t> held, std::span<const Bytes> memsizes,
           std::span<const std::uint64_t> iterations);
  void add(const InPlace& other);
};

/// What all objects of a group hold, and of whom it is told.
struct Holding {
  std::span<const std::uint64_t> contents;  ///< summed, in each dump
  /// Of its transient objects those that are younger than the first garbage collection of the interval: they
  /// replaced others while the load ran, and were not made once at its beginning.
  std::uint64_t replaced = 0;
};

/// Adds to what grew in place what grew although its objects are replaced: a group that keeps its number
/// while its objects get larger, and one that gets more objects without keeping any. Only where it grows
/// evenly, since objects that come and go also grow now and then by chance.
void add_replaced(Group& group, const Holding& holding, std::span<const std::uint64_t> iterations);

}  // namespace heapgate
