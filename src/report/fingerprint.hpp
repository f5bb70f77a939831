#pragma once

#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// One text for each finding of the verdict, in their order, by which a reader knows it again in another run:
/// of rule, measure, unit and subject, without line numbers and measured numbers. Where that leaves findings
/// alike (one class leaks from two lines of a file) they are numbered by their lines. Every report has the
/// same.
[[nodiscard]] std::vector<std::string> fingerprints(const Verdict& verdict);

/// The same for each explained leak, of its first group. The verdict must have an explanation.
[[nodiscard]] std::vector<std::string> leak_fingerprints(const Verdict& verdict);

}  // namespace heapgate
