#pragma once

#include <string>
#include <string_view>

#include "heapgate/history.hpp"

namespace heapgate {

inline constexpr int kHistorySchema = 1;
/// How every line begins that heapgate wrote.
inline constexpr std::string_view kHistoryBegin = "{\"schema\":";

enum class LineState {
  run,
  other_schema,  ///< a run that another version of heapgate wrote
  broken,
};

/// What a line says, or why it cannot be used.
struct ReadLine {
  HistoryRun run;
  LineState state = LineState::run;
  std::string problem;  ///< empty of a run
};

/// A line without its newline.
[[nodiscard]] ReadLine parse_history_line(std::string_view line);

/// Whether a file that begins with this line (without its newline) is a history: a run of any schema or, if
/// the line has no end, what an interrupted write left of one.
[[nodiscard]] bool begins_history(std::string_view first_line, bool has_end);

}  // namespace heapgate
