#pragma once

#include <string_view>

namespace heapgate {

/// Strict total order of names in which runs of digits compare as numbers: 2 before 10, 01 before 1.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace heapgate
