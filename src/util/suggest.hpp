#pragma once

#include <span>
#include <string>
#include <string_view>

namespace heapgate {

/// "; did you mean 'class'?" if one of `known` is near to `wrong`, else "; known are a, b, c".
[[nodiscard]] std::string suggestion(std::string_view wrong, std::span<const std::string_view> known);

}  // namespace heapgate
