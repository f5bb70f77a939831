#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace heapgate {

/// The processes that hold a socket listening on TCP port `port`, of those in `pids`, by /proc (see proc(5)).
[[nodiscard]] std::vector<pid_t> listeners(int port, const std::vector<pid_t>& pids);

}  // namespace heapgate
