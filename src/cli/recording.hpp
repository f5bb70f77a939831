#pragma once

#include <cstddef>
#include <string>

#include "heapgate/history.hpp"
#include "heapgate/run_origin.hpp"
#include "judging.hpp"

namespace heapgate {

/// How a check is remembered.
struct RecordingFlags {
  std::string history;
  std::size_t top = kHistoryTop;
  RunOrigin origin;  ///< what the command line says of it
  std::string
      base;  ///< the branch that the history is asked about; empty: the pull request's target, else main
};

void add_recording_options(CLI::App& command, RecordingFlags& flags);

/// Throws UsageError if the history is none, before any dump is read.
void check_recording(const RecordingFlags& flags);

/// What is known of the commit under test.
[[nodiscard]] RunOrigin origin_of(const RecordingFlags& flags);

/// The run of this verdict, with its time, id and origin.
[[nodiscard]] HistoryRun run_of(const RecordingFlags& flags, const Judging& judging, const Verdict& verdict);

/// What the history says to the rules' budgets on trends. Throws UsageError if it cannot be read.
[[nodiscard]] std::vector<Finding> trend_findings(const RecordingFlags& flags, const Judging& judging);

/// Says of the findings since which commit they are over their limits, as far as the history knows.
void tell_since(const RecordingFlags& flags, const Judging& judging, Verdict& verdict);

/// Appends the run to the history, if one is asked for; false if that failed, which it says.
[[nodiscard]] bool record(const RecordingFlags& flags, const Judging& judging, const Verdict& verdict);

}  // namespace heapgate
