#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "guardian.hpp"
#include "heapgate/capture.hpp"
#include "shell_command.hpp"
#include "util/http/deadline.hpp"

namespace heapgate {

/// A server that the capture starts, and the guardian stops with all that it has started, daemons too.
class Server {
 public:
  /// Starts `options.server_command` with heapgate's hook in RUBYOPT, before what that holds already, and
  /// HEAPGATE=1, and waits until `options.ready_url` (if there is one) answers. `scratch`: a folder of the
  /// capture's own, without a blank in its path. Throws CaptureError if something answers at that URL
  /// already, if the server ends, or if it is not ready in time.
  Server(const CaptureOptions& options, const std::string& scratch, Guardian& guardian);

  /// Waits until it runs a Ruby process. Throws CaptureError if it ends without.
  void await_ruby(const Deadline& deadline);
  /// Throws CaptureError: it ended `when`, and what it printed.
  [[noreturn]] void fail_ended(const std::string& when);
  /// Its Ruby processes that run now.
  [[nodiscard]] std::vector<pid_t> ruby_processes() const;
  /// Where those that have preloaded the hook have made their pipes.
  [[nodiscard]] const std::string& announced() const { return announced_; }

 private:
  ShellCommand start();
  void await_ready(const Deadline& deadline);
  /// The command is gone, and has left no daemon.
  [[nodiscard]] bool ended();

  const CaptureOptions& options_;
  std::string scratch_;
  std::string announced_;
  Guardian& guardian_;
  ShellCommand command_;
};

}  // namespace heapgate
