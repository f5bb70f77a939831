#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "guardian.hpp"
#include "heapgate/capture.hpp"
#include "hook.hpp"
#include "http/deadline.hpp"

namespace heapgate {

/// The processes to dump: each of `pids`, or its forked workers if it has any and `workers` is set. Throws
/// CaptureError if one cannot be reached.
[[nodiscard]] std::vector<pid_t> targets(const std::vector<int>& pids, bool workers);

/// Loads the hook into each process; tracing is as the options ask for. `scratch`: a folder for logs. Throws
/// CaptureError.
[[nodiscard]] std::vector<std::unique_ptr<Hook>> hook_into(const std::vector<pid_t>& pids,
                                                           const CaptureOptions& options,
                                                           const std::string& scratch, Guardian& guardian);

}  // namespace heapgate
