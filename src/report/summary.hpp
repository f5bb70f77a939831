#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// How many findings have this status.
[[nodiscard]] std::uint64_t count(const Verdict& verdict, FindingStatus status);

/// Lines of all dumps whose object is not known.
[[nodiscard]] std::uint64_t unread_lines(const Verdict& verdict);

/// The verdict in a few words: "2 limits are exceeded".
[[nodiscard]] std::string summary(const Verdict& verdict);

/// What to look at in a failing run: the group that the first failing finding counts most of; nullptr if
/// there is none.
[[nodiscard]] const PlacedGroup* worst_group(const Verdict& verdict);

/// What a group leaks beyond what the rules allow: "1 per request", "3.5 per 1000 requests"; empty if the
/// iterations are unknown.
[[nodiscard]] std::string pace(const PlacedGroup& placed, const Verdict& verdict);

/// The live objects of each dump: "1 → 201 → 401" where `arrow` is " → ".
[[nodiscard]] std::string live_text(const Group& group, std::string_view arrow = " → ");

}  // namespace heapgate
