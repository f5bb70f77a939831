#pragma once

#include <string>
#include <vector>

#include "causes.hpp"

namespace heapgate {

/// What leaks, how much and held by what; of a finding by itself its message.
[[nodiscard]] std::string cause_sentence(const Cause& cause, const Verdict& verdict);

/// Of a leak: the limit that it exceeds first, and how many more; then some of its members and the path from
/// a root. Empty for a finding by itself. One line each, not indented.
[[nodiscard]] std::vector<std::string> cause_details(const Cause& cause, const Verdict& verdict);

/// The same with all limits and all members.
[[nodiscard]] std::vector<std::string> all_cause_details(const Cause& cause, const Verdict& verdict);

/// Members and path as in cause_details(), also of a leak that is no cause.
[[nodiscard]] std::vector<std::string> short_leak_details(const Verdict& verdict, const ExplainedLeak& leak);

/// Leaks over budget that are no cause by themselves, since a budget sums several of them.
[[nodiscard]] std::vector<const ExplainedLeak*> untold_leaks(const Verdict& verdict);

/// "1 leak (21 groups, 4,200 objects)", "2 leaks (600 objects)" of one group each.
[[nodiscard]] std::string leaks_text(const std::vector<const Cause*>& leaks);

}  // namespace heapgate
