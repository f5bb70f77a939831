#pragma once

#include <sys/types.h>

namespace heapgate {

/// Whether a process of the group runs; one that only waits to be reaped does not.
[[nodiscard]] bool group_runs(pid_t group);

/// SIGTERM, after `grace` seconds SIGKILL; returns when the group is gone.
void end_group(pid_t group, int grace);

}  // namespace heapgate
