#pragma once

#include <cstddef>
#include <functional>

namespace heapgate {

/// `threads`, or for 0 one a core.
[[nodiscard]] unsigned thread_count(unsigned threads);

/// Calls `work(0)` to `work(count - 1)`, each once, on up to `threads` threads at a time, and rethrows what
/// the first of them threw.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace heapgate
