#pragma once

#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// Fills the verdict's groups, totals, findings and, if the dumps are to be read a second time, explanation;
/// its roots are there. `identity_lost`: by class growth.
void compare(const std::vector<Process>& processes, const Rulebook& rulebook, const JudgeOptions& options,
             bool identity_lost, Verdict& verdict);

}  // namespace heapgate
