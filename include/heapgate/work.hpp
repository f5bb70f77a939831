#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "heapgate/process.hpp"

/// Which workers of a server were at work, by their meta files.
namespace heapgate {

/// A worker that allocated next to nothing while others served.
struct IdleSpell {
  std::size_t process = 0;   ///< index
  std::size_t interval = 0;  ///< 1: between the first dump and the second; 0: before the first

  friend bool operator==(const IdleSpell&, const IdleSpell&) = default;
};

/// By process, then by interval. Several processes are needed, and a meta file beside every dump that tells
/// how much was allocated (Meta::allocated_objects); without them nothing is known, and nobody idle. A worker
/// is idle in an interval in which it allocated less than a tenth of the workers' mean. Before the first dump
/// it is if it is behind the busiest by about what all do in an interval, unless their shares in the
/// intervals explain that.
[[nodiscard]] std::vector<IdleSpell> idle_spells(std::span<const Process> processes);

/// By process: 0 of those that are to be summed, since each was at work before and in every interval; one
/// number from 1 on for each that is to be judged by itself. Empty if all are to be summed.
[[nodiscard]] std::vector<std::size_t> apart(std::span<const Process> processes);

/// "worker 'A' was idle between dumps 1 and 2, worker 'B' was idle before the first dump and …".
[[nodiscard]] std::string idle_text(std::span<const Process> processes, std::span<const IdleSpell> spells);

}  // namespace heapgate
