#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "guardian.hpp"
#include "http/deadline.hpp"
#include "shell_command.hpp"

namespace heapgate {

/// A server that the capture starts, and the guardian stops.
class Server {
 public:
  /// Starts it and waits until `ready_url` (if not empty) answers with a status below 500. The command sees
  /// HEAPGATE=1. `log`: where its output goes. Throws CaptureError if something answers there already, if it
  /// ends, or if it is not ready in time.
  Server(const std::string& command, const std::string& ready_url, const std::string& log, Guardian& guardian,
         const Deadline& deadline);

  /// The Ruby process that has loaded rbtrace, or whose workers have: the nearest to the command. Waits for
  /// it.
  [[nodiscard]] pid_t ruby_process(const Deadline& deadline);

 private:
  [[noreturn]] void fail_ended(const Deadline& deadline);

  ShellCommand command_;
};

}  // namespace heapgate
