#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "guardian.hpp"
#include "heapgate/capture.hpp"
#include "hook.hpp"
#include "util/http/deadline.hpp"

namespace heapgate {

/// Where a capture reaches processes from.
struct Reach {
  const CaptureOptions& options;
  Guardian& guardian;
  std::string temporary;  ///< the folder for temporary files
  std::string scratch;    ///< a folder of the capture's own, for logs
  std::string announced;  ///< where the processes of a started server have made their pipes; empty: none
};

/// The hook of a process that has preloaded it, connected within `deadline`; null if it has not, or has
/// ended. Throws CaptureError if it does not answer, or cannot work.
[[nodiscard]] std::unique_ptr<Hook> preloaded_hook(pid_t pid, const Reach& reach, const Deadline& deadline);

/// Connects with the process: with a hook that is preloaded, else by rbtrace. Tracing is as the options ask
/// for. Throws CaptureError, saying what stands in the way.
[[nodiscard]] std::unique_ptr<Hook> reach_process(pid_t pid, const Reach& reach);

/// The processes that `pids` stand for: each, or its forked workers if it has any and `workers` is set.
[[nodiscard]] std::vector<pid_t> with_workers(const std::vector<int>& pids, bool workers);

}  // namespace heapgate
