#pragma once

#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// One text a finding, in their order, by which a reader knows it again in another run: of rule, measure,
/// unit and subject, without line numbers and measured numbers. Where that leaves findings alike (one class
/// leaks from two lines of a file) they are numbered by their lines.
[[nodiscard]] std::vector<std::string> fingerprints(const std::vector<const Finding*>& findings,
                                                    const Verdict& verdict);

}  // namespace heapgate
