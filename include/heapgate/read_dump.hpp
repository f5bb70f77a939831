#pragma once

#include <memory>
#include <string>
#include <vector>

#include "heapgate/dump_set.hpp"
#include "heapgate/process.hpp"
#include "heapgate/reading.hpp"

/// From files to heaps.
namespace heapgate {

/// Reads one dump (plain, gzip, zstd or xz by its first bytes). Never throws for what the file holds: what
/// could not be read is in the ledger. Memory grows with the number of objects, not with the file. Heaps that
/// are to be compared share their `kinds`; null: its own.
[[nodiscard]] Heap read_dump(const std::string& path, std::shared_ptr<Kinds> kinds = nullptr);

/// Reads all dumps on up to `threads` threads (0 = one per core), a large file on several; the order of the
/// result is the order of `sets`. A dump with a line of more than `max_line` bytes is read up to that.
[[nodiscard]] std::vector<Process> read_dumps(const std::vector<DumpSet>& sets, unsigned threads,
                                              ReadProgress* progress = nullptr,
                                              std::uint64_t max_line = kMaxLine);

}  // namespace heapgate
