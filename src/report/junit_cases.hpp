#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

/// What the JUnit report has a test case for.
namespace heapgate {

enum class CaseResult { passed, failed, error, skipped };

struct JunitCase {
  std::string classname;
  std::string name;  ///< the same in every run: neither a line nor what was measured; unique in its classname
  CaseResult result = CaseResult::passed;
  std::string message{};               ///< one line an item for failed, error and skipped
  std::string output{};                ///< system-out
  std::optional<PlacedGroup> place{};  ///< of what failed or is warned of
};

/// A case for each check.
[[nodiscard]] std::vector<JunitCase> trust_cases(const Verdict& verdict);

/// A case for each cause, failing ones first, but for a rule at most so many and one for all others; one for
/// each budget that cannot be judged; then what is within the limits, one case for each subject that sums and
/// one for all others of a rule; what was skipped last.
[[nodiscard]] std::vector<JunitCase> budget_cases(const Verdict& verdict);

}  // namespace heapgate
