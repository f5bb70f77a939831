#pragma once

#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// "Cart app.rb:14 leaks 1 per request (1 → 201 → 401), with 1 Array, 2 String each, held by Array app.rb:4
/// (1 → 201 → 401 references)".
[[nodiscard]] std::string leak_sentence(const Verdict& verdict, const ExplainedLeak& leak);

/// "held by …", or that nothing in Ruby holds it.
[[nodiscard]] std::string holder_text(const ExplainedLeak& leak);

/// A line for each follower, then the path from a root; not indented.
[[nodiscard]] std::vector<std::string> leak_details(const Verdict& verdict, const ExplainedLeak& leak);

/// The leaks that have a group over its budget.
[[nodiscard]] std::vector<const ExplainedLeak*> leaks_over_budget(const Verdict& verdict);

}  // namespace heapgate
