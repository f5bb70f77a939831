#pragma once

#include <sys/types.h>

#include <functional>
#include <vector>

namespace heapgate {

/// Whether a process of the group runs; one that only waits to be reaped does not.
[[nodiscard]] bool group_runs(pid_t group);

/// SIGTERM to each of `members`, which is asked again and again; after `grace` seconds SIGKILL. Returns when
/// there are none left, or 10 seconds after that. Before all that they have `patience` seconds to end by
/// themselves.
void end_processes(const std::function<std::vector<pid_t>()>& members, int grace, int patience = 0);

/// SIGTERM, after `grace` seconds SIGKILL; returns when the group is gone.
void end_group(pid_t group, int grace);

}  // namespace heapgate
