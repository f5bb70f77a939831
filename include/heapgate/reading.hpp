#pragma once

#include <atomic>
#include <cstdint>

/// How dumps are read.
namespace heapgate {

/// The longest line that is read unless told otherwise. Ruby's longest is that of an Array: some 20 bytes for
/// each of its references.
inline constexpr std::uint64_t kMaxLine = std::uint64_t{256} << 20;

/// How far read_dumps is, for another thread to look at.
struct ReadProgress {
  std::atomic<std::uint64_t> bytes{0};  ///< taken from the files
  std::atomic<std::uint64_t> total{0};  ///< what the files have, as far as that is known
};

}  // namespace heapgate
