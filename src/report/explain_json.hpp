#pragma once

#include <cstddef>
#include <string>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// What the JSON report says under `explain` of a group, indented to stand there; empty if nothing.
[[nodiscard]] std::string group_explanation(const Verdict& verdict, std::size_t group);

}  // namespace heapgate
