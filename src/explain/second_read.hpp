#pragma once

#include <cstddef>
#include <cstdint>

#include "dump/parse/record_file.hpp"
#include "heapgate/heap.hpp"

/// What reading a dump again has in common.
namespace heapgate {

/// Throws runtime_error if it cannot be read again.
[[nodiscard]] RecordFile open_again(const Heap& heap);

/// Throws runtime_error: the file does not hold the objects of the heap.
[[noreturn]] void fail_changed(const Heap& heap);

/// The largest number there is for what does not fit.
[[nodiscard]] std::uint32_t clamped(std::size_t size);

}  // namespace heapgate
