#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/run_origin.hpp"
#include "heapgate/series.hpp"
#include "heapgate/verdict.hpp"

/// Runs remembered: one line of JSON a run, in a file that several jobs may append to at once.
namespace heapgate {

/// The worst subject of one limit.
struct BudgetPoint {
  std::string rule;
  std::string subject;
  std::string each;  ///< "sum", "group", "class", "site", "gem" or "file"
  Measure measure = Measure::leaked;
  Unit unit = Unit::objects;
  FindingStatus status = FindingStatus::pass;
  double actual = 0;
  double limit = 0;

  friend bool operator==(const BudgetPoint&, const BudgetPoint&) = default;
};

struct HistoryRun {
  std::string id;         ///< random: the same run in two files is one
  std::int64_t time = 0;  ///< seconds since 1970, UTC
  RunOrigin origin;
  std::string ruby;      ///< RUBY_DESCRIPTION; empty if unknown
  std::string heapgate;  ///< the version that judged it
  std::string rules;     ///< rules_hash()
  std::vector<std::uint64_t> iterations;
  Outcome outcome = Outcome::inconclusive;
  bool advisory = false;
  Totals totals;
  LeakSeries series;
  std::vector<BudgetPoint> budgets;  ///< in the rules' order

  friend bool operator==(const HistoryRun&, const HistoryRun&);
};

inline constexpr std::size_t kHistoryTop = 50;

/// The run that a verdict stands for, without what the rules allow. `top`: how many groups, classes and sites
/// are told by themselves.
[[nodiscard]] HistoryRun history_run(const Verdict& verdict, const Rulebook& rulebook,
                                     std::size_t top = kHistoryTop);

/// One line with its newline: valid UTF-8, whatever a dump's names hold.
[[nodiscard]] std::string history_line(const HistoryRun& run);

/// A file's runs and what was wrong with it.
struct History {
  std::string path;
  std::vector<HistoryRun> runs;    ///< in the file's order
  std::vector<std::string> lines;  ///< beside runs: as they stand in the file, without newline
  std::vector<std::string> notes;  ///< "path:line: what is wrong" of lines that were passed over
  std::optional<std::string> other_schema_note;  ///< the first of these on a run of another version
};

/// Throws UsageError if the file cannot be read or is no history: its first line is no run. Other lines that
/// cannot be read are noted. A file that is not there is a UsageError, an empty one has no runs.
[[nodiscard]] History read_history(const std::string& path);

/// Throws UsageError if there is a file at `path` that is no history. To be asked before dumps are read.
void check_history(const std::string& path);

/// Appends the run by one write, under a lock that all of heapgate keeps to, and brings it to the disk. A
/// last line that an interrupted write left broken is cut off first, which the notes given back say. On an
/// error (OutputError) the file is as it was.
[[nodiscard]] std::vector<std::string> append_history(const std::string& path, const HistoryRun& run);

/// What a rewritten file keeps. Nothing set: everything.
struct Keep {
  std::optional<std::int64_t> since;  ///< runs of this time and later
  std::optional<std::size_t> newest;  ///< at most so many, the newest by time
};

/// What a rewrite did.
struct Rewritten {
  std::size_t runs = 0;        ///< in the file now
  std::size_t added = 0;       ///< that came from other files
  std::size_t duplicates = 0;  ///< runs of other files that were there already, or twice
  std::size_t dropped = 0;     ///< by age or number
  std::vector<std::string> notes;
};

/// Adds the runs of `others`, orders all by time, drops what `keep` does not keep, and replaces the file
/// under the lock; who appends meanwhile waits. Throws UsageError if a file holds what this heapgate cannot
/// read, since that would be lost; OutputError if the file cannot be written, which stays as it was then.
[[nodiscard]] Rewritten rewrite_history(const std::string& path, const std::vector<std::string>& others,
                                        const Keep& keep);

/// A page of charts and tables, whole in one file: HTML, with the runs in it. Whatever the runs' names hold,
/// it shows them as text.
[[nodiscard]] std::string history_page(const History& history);

/// Which runs a trend is learnt from: those of one branch, never a pull request's, with as much load.
struct TrendScope {
  std::string base;
  std::string repository;  ///< empty: any
  std::vector<std::uint64_t> iterations;
};

/// Findings of the budgets whose measure is `trend`: by how much what leaks crept up over the base branch's
/// runs, one sample a commit, with the range of commits. Skipped where there are fewer than ten, or no runs
/// at all (nullptr: no history is asked for). A trend is one by Mann-Kendall's test at 1 % over all subjects
/// of the budget.
[[nodiscard]] std::vector<Finding> judge_trends(const Rulebook& rulebook, const std::vector<HistoryRun>* runs,
                                                const TrendScope& scope);

/// Says of each finding that is over its limit since when it is so (Finding::since): the first of the base
/// branch's runs from which on, to its newest, the same subject is the rule's worst and over the same limit.
/// Runs that could not be judged are passed over, and so is `scope.iterations`. Nothing is said where the
/// newest run held the limit.
void tell_since(std::vector<Finding>& findings, const std::vector<HistoryRun>& runs, const TrendScope& scope);

/// "2026-11-25T23:59:00Z".
[[nodiscard]] std::string time_text(std::int64_t seconds);
/// None unless it is written so.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace heapgate
