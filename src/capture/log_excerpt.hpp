#pragma once

#include <string>

namespace heapgate {

/// What a log says, in the lines that matter: all of a short one; of a long one its first lines, those around
/// the head of its last Ruby backtrace, where the error's message is, and its last lines. Each behind a line
/// break, indented; blank lines are left out. Empty for an empty log.
[[nodiscard]] std::string log_excerpt(const std::string& log);

/// The text of a log file: all of it, or of one over 256 KiB its first and last halves, with a line between
/// that says so.
[[nodiscard]] std::string read_log(const std::string& path);

}  // namespace heapgate
