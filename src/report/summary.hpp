#pragma once

#include <cstdint>
#include <string>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// How many findings have this status.
[[nodiscard]] std::uint64_t count(const Verdict& verdict, FindingStatus status);

/// The verdict in a few words: "2 limits are exceeded".
[[nodiscard]] std::string summary(const Verdict& verdict);

/// What to look at in a failing run: the group that the first failing finding counts most of; nullptr if
/// there is none.
[[nodiscard]] const PlacedGroup* worst_group(const Verdict& verdict);

}  // namespace heapgate
