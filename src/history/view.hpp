#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapgate/history.hpp"

namespace heapgate {

/// Which runs, and what of them.
struct HistoryFilter {
  std::vector<std::string> branches;     ///< globs or /regexes/, as in the rules; none: all
  std::vector<std::string> class_names;  ///< the same
  std::vector<std::string> sites;        ///< the same
  std::optional<std::int64_t> since;
  std::optional<std::size_t> last;  ///< the newest so many of those that are left
};

/// One run with the sums of what the filter asks for: of all objects, or of a class, a site or both.
struct HistoryRow {
  const HistoryRun* run = nullptr;
  Tally leaked;
  Tally kept;
  std::optional<Tally> transient;  ///< only of all objects
  std::string largest;   ///< "Cart app.rb:3", the most leaked of what is asked for; empty if none leaks
  bool is_whole = true;  ///< nothing of it may be hidden in the sum of the rest
};

/// In the history's order. Throws UsageError if a pattern is not well-formed.
[[nodiscard]] std::vector<HistoryRow> history_rows(const History& history, const HistoryFilter& filter);

/// For people.
[[nodiscard]] std::string history_table(const std::vector<HistoryRow>& rows);
/// A header, then a line a run, as RFC 4180 has it but with plain newlines.
[[nodiscard]] std::string history_csv(const std::vector<HistoryRow>& rows);

}  // namespace heapgate
