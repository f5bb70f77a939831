#pragma once

#include <string>
#include <string_view>

#include "heapgate/history.hpp"

namespace heapgate {

inline constexpr int kHistorySchema = 1;
/// How every line begins, by which a history is told from another file.
inline constexpr std::string_view kHistoryBegin = "{\"schema\":";

/// What a line says, or why it cannot be used.
struct ReadLine {
  HistoryRun run;
  std::string problem;  ///< empty: the run is good
};

/// A line without its newline.
[[nodiscard]] ReadLine parse_history_line(std::string_view line);

}  // namespace heapgate
