#pragma once

#include <sys/types.h>

#include <functional>
#include <ios>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guardian.hpp"
#include "util/http/deadline.hpp"

namespace heapgate {

/// How a command ended.
struct CommandEnd {
  bool timed_out = false;
  int exit_code = -1;  ///< -1 if a signal ended it
  int signal = 0;
  std::string log;  ///< what it wrote to stdout and stderr

  [[nodiscard]] bool succeeded() const { return !timed_out && exit_code == 0; }
  /// "exit code 1", "signal 9", "timed out", and what matters of the log.
  [[nodiscard]] std::string text() const;
};

/// A shell command in a process group of its own, without standard input, its output in a file.
class ShellCommand {
 public:
  using Environment = std::vector<std::pair<std::string, std::string>>;

  /// Takes what the command writes, piece by piece; may be empty.
  using Echo = std::function<void(std::string_view)>;

  /// Starts it. `grace`: seconds between SIGTERM and SIGKILL when it has to be ended. `echo` is called from
  /// ended() and wait(). Throws OutputError.
  ShellCommand(const std::string& command, std::string log_path, Guardian& guardian, int grace,
               const Environment& more, Echo echo = {});

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Reaps it if it has ended.
  [[nodiscard]] bool ended();
  /// Waits for its end; ends it when the deadline passes. What it left running in its group is ended, too.
  CommandEnd wait(const Deadline& deadline);
  /// What it has written so far, as read_log() has it.
  [[nodiscard]] std::string log() const;

 private:
  void echo_new_output();

  std::string log_path_;
  Guardian& guardian_;
  int grace_;
  Echo echo_;
  std::streamoff echoed_ = 0;
  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace heapgate
