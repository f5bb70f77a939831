#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/rules.hpp"

/// What leaked when the gate came, and may leak until it is fixed.
namespace heapgate {

struct BaselineEntry {
  std::string rule;
  std::string subject;
  std::int64_t objects = 0;
  std::int64_t bytes = 0;

  friend bool operator==(const BaselineEntry&, const BaselineEntry&) = default;
};

struct Baseline {
  std::string path;
  std::string ruby;        ///< RUBY_DESCRIPTION of the server; empty if the dumps did not tell
  std::string rules_hash;  ///< as rules_hash() of the rules it was made with
  std::vector<BaselineEntry> entries;
};

/// How a subject stands against the baseline.
struct BaselineChange {
  std::string rule;
  std::string subject;
  std::int64_t before = 0;  ///< objects in the baseline; 0 if it is not in there
  std::int64_t after = 0;   ///< objects now
  std::int64_t bytes_before = 0;
  std::int64_t bytes_after = 0;
};

/// What a run says of its baseline.
struct BaselineReport {
  std::string path;
  bool missing = false;                 ///< there is no such file yet
  std::vector<BaselineChange> changes;  ///< what rose first, by the rise; then what fell. Of bytes alone only
                                        ///< where a limit in bytes is exceeded
};

/// A hash of what the budgets judge and of their limits, the same whatever the order of the budgets.
[[nodiscard]] std::string rules_hash(const Rulebook& rulebook);

/// Reads a baseline. None if there is no such file. Throws UsageError with path:line:column.
[[nodiscard]] std::optional<Baseline> read_baseline(const std::string& path);

/// Throws UsageError if the baseline is of other rules or, if both are known, of another Ruby (X.Y).
void check_baseline(const Baseline& baseline, const Rulebook& rulebook, const std::string& ruby);

/// The entries for what exceeds its limits before a baseline is applied, by rule and subject.
[[nodiscard]] std::vector<BaselineEntry> baseline_entries(const std::vector<Finding>& findings);

/// The baseline's entries as far as they still exceed their limits, none higher than it was.
[[nodiscard]] std::vector<BaselineEntry> tightened(const Baseline& baseline,
                                                   const std::vector<Finding>& findings);

/// The file's text, entries in their order.
[[nodiscard]] std::string baseline_text(const Baseline& baseline);

/// Lets through what the baseline has: a finding that exceeds its limit, but not the baseline's number by
/// more than the budget's max_increase. An entry whose line in the source moved still counts, if nothing else
/// of its rule, class and file came or went. Without a baseline nothing fails yet: findings that would are
/// warnings, and one skipped finding says how to make it.
[[nodiscard]] BaselineReport apply_baseline(const std::optional<Baseline>& baseline, const std::string& path,
                                            const Rulebook& rulebook, std::vector<Finding>& findings);

}  // namespace heapgate
