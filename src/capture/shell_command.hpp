#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "guardian.hpp"
#include "http/deadline.hpp"

namespace heapgate {

/// How a command ended.
struct CommandEnd {
  bool timed_out = false;
  int exit_code = -1;  ///< -1 if a signal ended it
  int signal = 0;
  std::string log;  ///< what it wrote to stdout and stderr

  [[nodiscard]] bool well() const { return !timed_out && exit_code == 0; }
  /// "exit code 1", "signal 9", "timed out", and the log's last lines.
  [[nodiscard]] std::string text() const;
};

/// A shell command in a process group of its own, without standard input, its output in a file.
class ShellCommand {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// Starts it. `grace`: seconds between SIGTERM and SIGKILL when it has to be ended. Throws OutputError.
  ShellCommand(const std::string& command, std::string log_path, Guardian& guardian, int grace,
               const Environment& more);

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Reaps it if it has ended.
  [[nodiscard]] bool ended();
  /// Waits for its end; ends it when the deadline passes. What it left running in its group is ended, too.
  CommandEnd wait(const Deadline& deadline);
  /// What it has written so far, at most the last 64 KiB.
  [[nodiscard]] std::string log() const;

 private:
  std::string log_path_;
  Guardian& guardian_;
  int grace_;
  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

/// The last `count` lines of a log, indented, each behind a line break.
[[nodiscard]] std::string last_lines(const std::string& log, std::size_t count);

}  // namespace heapgate
