#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"
#include "heapgate/trust.hpp"

/// The whole answer, which the reports render.
namespace heapgate {

enum class Outcome { pass, fail, inconclusive };

[[nodiscard]] const char* to_string(Outcome outcome);

/// What a report says of one dump.
struct DumpSummary {
  Ledger ledger;
  std::uint64_t objects = 0;
  std::optional<Generation> generation;  ///< the largest of its objects
};

struct Verdict {
  Outcome outcome = Outcome::inconclusive;
  ExitCode exit_code = ExitCode::inconclusive;
  std::string rules;               ///< Rulebook::path
  std::vector<DumpSummary> dumps;  ///< process by process, in the order taken
  std::vector<TrustFinding> trust;
  Totals totals;
  std::vector<PlacedGroup> groups;  ///< all groups, most leaked first; empty if inconclusive
  std::vector<Finding> findings;    ///< Finding::groups index into `groups`
};

/// trust -> diff -> groups -> rules. Throws std::overflow_error if a sum exceeds 64 bits.
[[nodiscard]] Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook);

}  // namespace heapgate
