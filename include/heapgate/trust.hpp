#pragma once

#include <span>
#include <string>
#include <vector>

#include "heapgate/dump.hpp"

/// May these heaps be compared? What must hold before a verdict.
namespace heapgate {

enum class TrustStatus { ok, warn, fail };

[[nodiscard]] const char* to_string(TrustStatus status);

struct TrustFinding {
  std::string check;  ///< the check's name, stable for scripts
  TrustStatus status = TrustStatus::ok;
  std::string message;  ///< what was seen, and on a problem what to do
};

/// Every check's findings, in the checks' order of precedence: one if all is well, else one a problem. A
/// check that needs what an earlier one found missing is left out.
[[nodiscard]] std::vector<TrustFinding> assess(std::span<const Process> processes);

/// False if a finding fails: no verdict may be reached.
[[nodiscard]] bool can_judge(std::span<const TrustFinding> findings);

}  // namespace heapgate
