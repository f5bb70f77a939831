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
  Basis basis = Basis::objects;  ///< what the numbers rest on
  Totals totals;
  /// All groups, most leaked first. If inconclusive: empty, or what class growth tells (see `basis`).
  std::vector<PlacedGroup> groups;
  std::vector<Finding> findings;  ///< Finding::groups index into `groups`
};

/// trust -> diff -> groups -> rules. Heaps that cannot be judged by identity but are of one process are
/// judged by class growth; the verdict is inconclusive then, unless the rules' `trust` says otherwise. Throws
/// std::overflow_error if a sum exceeds 64 bits. On up to `threads` threads (0: one a core).
[[nodiscard]] Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook,
                                    unsigned threads = 0);

}  // namespace heapgate
