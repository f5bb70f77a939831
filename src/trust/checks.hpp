#pragma once

#include <vector>

#include "heapgate/trust.hpp"

/// One function a check: its findings, none if all is well. Thresholds stand beside each check.
namespace heapgate {

using TrustFindings = std::vector<TrustFinding>;

/// Three or more dumps, as many of every process.
[[nodiscard]] TrustFindings check_count(std::span<const Process> processes);

/// The file can be read to its end.
[[nodiscard]] TrustFindings check_readable(const Heap& heap);

/// It is a heap dump: it has records, and hardly a line that is none.
[[nodiscard]] TrustFindings check_dump(const Heap& heap);

/// It is whole: see PageMap::dangling. There is no end marker, so a cut shows in what is referenced but has
/// no record.
[[nodiscard]] TrustFindings check_complete(const Heap& heap);

}  // namespace heapgate
