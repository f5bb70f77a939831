#pragma once

#include <string>
#include <vector>

#include "heapgate/dump_set.hpp"

/// From paths to sets of dumps.
namespace heapgate {

/// What the command line's paths stand for.
struct Inputs {
  std::vector<DumpSet> sets;       ///< at least one
  std::vector<std::string> notes;  ///< what was skipped and why, for the diagnostics
};

/// Files stand for themselves, a folder for the dumps in it in natural order (2 before 10), a single folder
/// of folders for one set a process. Throws UsageError if fewer than three dumps are named and none of the
/// paths is a folder. Looks into files only to tell whether a folder's .json is a dump.
[[nodiscard]] Inputs resolve_inputs(const std::vector<std::string>& paths);

}  // namespace heapgate
