#pragma once

#include "heapgate/rules.hpp"
#include "rule_node.hpp"

namespace heapgate {

/// The values that `each`, `measure` and `severity` may have.
[[nodiscard]] Each read_each(const RuleNode& value);
[[nodiscard]] Measure read_measure(const RuleNode& value);
[[nodiscard]] Severity read_severity(const RuleNode& value);

}  // namespace heapgate
