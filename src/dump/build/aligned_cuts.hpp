#pragma once

#include <memory>
#include <vector>

#include "dump/source/byte_source.hpp"

namespace heapgate {

/// Cuts for the dumps of a process, as many for each file, so that the chunks of one number hold mostly the
/// same pages: Ruby writes page after page, in an order that stays, but for pages that come and go. A chunk
/// has 512 KiB or a little more, so that one fits into a core's cache. Reads little of the files (of every
/// 256 KiB one line); where their order is another, the cuts are in proportion to the files' sizes. `files`:
/// at least one, none null.
[[nodiscard]] std::vector<Cuts> aligned_cuts(const std::vector<std::unique_ptr<PlainFile>>& files,
                                             unsigned threads);

}  // namespace heapgate
