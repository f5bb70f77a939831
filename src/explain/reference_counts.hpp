#pragma once

#include <cstdint>
#include <vector>

#include "heapgate/heap.hpp"

namespace heapgate {

/// How many references the records of `wanted`, objects of this heap, list, dangling ones too. Reads the dump
/// again, of a plain file only the chunks that hold them. Throws runtime_error if it cannot be read or is not
/// what it was.
[[nodiscard]] std::vector<std::uint32_t> count_references(const Heap& heap,
                                                          const std::vector<Address>& wanted,
                                                          unsigned threads);

}  // namespace heapgate
