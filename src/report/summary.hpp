#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// How many findings have this status.
[[nodiscard]] std::uint64_t count(const Verdict& verdict, FindingStatus status);

/// Whether the checks of the dumps say why no budget was judged.
[[nodiscard]] bool is_nothing_judged(const Verdict& verdict);

/// What the gate said: PASS, FAIL or INCONCLUSIVE; LEAKS WITHIN LIMITS where it passes what leaks.
[[nodiscard]] const char* verdict_word(const Verdict& verdict);

/// Lines of all dumps whose object is not known.
[[nodiscard]] std::uint64_t unread_lines(const Verdict& verdict);

/// The verdict in a few words: "1 leak (21 groups, 4,200 objects) over budget", "2 limits are exceeded".
[[nodiscard]] std::string summary(const Verdict& verdict);

/// What a group leaks beyond what the rules allow: "1 per request", "3.5 per 1000 requests"; empty if the
/// iterations are unknown.
[[nodiscard]] std::string pace(const PlacedGroup& placed, const Verdict& verdict);

/// By how much the contents of a group grew in every interval: "300 items", of texts "1.2 MiB", of what was
/// replaced by more "60 objects".
[[nodiscard]] std::string grown_text(const Group& group);

/// What those of its objects that grew held in each dump: "30,000 → 60,000 → 90,000 items"; else live_text().
[[nodiscard]] std::string contents_text(const Group& group);

/// A number that is an estimate, with two digits that count: "480", "1,300".
[[nodiscard]] std::string about(std::uint64_t number);

/// The live objects of each dump: "1 → 201 → 401" where `arrow` is " → ".
[[nodiscard]] std::string live_text(const Group& group, std::string_view arrow = " → ");

}  // namespace heapgate
