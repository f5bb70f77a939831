#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/baseline.hpp"
#include "heapgate/error.hpp"
#include "heapgate/explain.hpp"
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

/// Which findings fail the run.
enum class FailLevel {
  error,  ///< exceeded budgets of severity error
  warn,   ///< warnings, too
  never,  ///< none: the verdict is shown, the exit code is 0
};

/// When to read the dumps a second time, for their references.
enum class Explaining {
  never,        ///< nothing is bounded then, and nothing allowed for what holds it
  over_budget,  ///< only if a budget is exceeded: a run that passes pays nothing
  always,
};

/// What a verdict rests on beside dumps and rules.
struct JudgeOptions {
  std::chrono::year_month_day today{};    ///< for entries that expire
  std::vector<std::uint64_t> iterations;  ///< one number an interval; empty if unknown
  std::optional<std::string> baseline_path;
  std::optional<Baseline> baseline;  ///< none although there is a path: it is to be written by this run
  std::vector<Finding> trends;       ///< of the budgets whose measure is `trend`, judged by a history
  FailLevel fail_level = FailLevel::error;
  unsigned threads = 0;  ///< 0 = one per core
  Explaining explaining = Explaining::never;
};

/// The iterations of a run: those `given` on the command line, else the rulebook's, else those of the dumps'
/// meta files (`metas`: of one process, in the order taken). One number an interval; empty if unknown. Throws
/// UsageError if their number does not fit, or if they are unknown and a budget needs them.
[[nodiscard]] std::vector<std::uint64_t> resolve_iterations(const std::vector<std::uint64_t>& given,
                                                            const Rulebook& rulebook,
                                                            std::span<const std::optional<Meta>> metas);

struct Verdict {
  Outcome outcome = Outcome::inconclusive;
  ExitCode exit_code = ExitCode::inconclusive;
  std::string rules;  ///< Rulebook::path
  bool rules_built_in = false;
  std::vector<std::string> roots;  ///< absolute: what the groups' paths are relative to, the first that fits
  std::string repository;          ///< absolute: its root; empty outside of one
  std::vector<DumpSummary> dumps;  ///< process by process, in the order taken
  std::vector<TrustFinding> trust;
  Basis basis = Basis::objects;  ///< what the numbers rest on
  Totals totals;
  /// All groups, most leaked first. If inconclusive: empty, or what class growth tells (see `basis`).
  std::vector<PlacedGroup> groups;
  std::vector<Finding> findings;          ///< Finding::groups index into `groups`
  std::vector<std::uint64_t> iterations;  ///< one number an interval; empty if unknown
  bool advisory = false;                  ///< a failing verdict does not fail the build
  std::optional<BaselineReport> baseline;
  std::optional<Explanation> explanation;  ///< if the dumps were to be read a second time
};

/// trust -> diff -> groups -> rules, and where a budget is exceeded references -> rules: groups that grew in
/// containers that did not are bounded and leak nothing, and what hangs below known holders is told. Heaps
/// that cannot be judged by identity but are of one process are judged by class growth; the verdict is
/// inconclusive then, unless the rules' `trust` says otherwise, and neither advisory rules nor a fail level
/// soften that. The totals are without what is allowed. Throws std::overflow_error if a sum exceeds 64 bits.
[[nodiscard]] Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook,
                                    const JudgeOptions& options = {});

}  // namespace heapgate
