#pragma once

#include <string>

#include "heapgate/verdict.hpp"

/// Names that are the same in another run, though lines have moved.
namespace heapgate {

/// The finding's subject without the line.
[[nodiscard]] std::string stable_name(const Finding& finding, const Verdict& verdict);

/// The group's subject without the line: "Cart app.rb", "String puma 5.6.5 lib/puma/client.rb".
[[nodiscard]] std::string stable_name(const PlacedGroup& placed);

}  // namespace heapgate
