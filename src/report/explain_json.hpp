#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// What the JSON report says under `explain` of a group, indented to stand there; empty if nothing.
[[nodiscard]] std::string group_explanation(const Verdict& verdict, std::size_t group);

/// The JSON report's `leaks`: one entry for each cause, most leaked first, with its groups as indices into
/// the groups that the report shows.
[[nodiscard]] nlohmann::ordered_json leaks_json(const Verdict& verdict, const std::vector<bool>& shown);

}  // namespace heapgate
