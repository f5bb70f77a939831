#include "targets.hpp"

#include <algorithm>

#include "heapgate/error.hpp"
#include "proc.hpp"
#include "rbtrace.hpp"

namespace heapgate {
namespace {

void check_tracing(Hook& hook, const CaptureOptions& options, const Deadline& deadline) {
  if (hook.tracing() || options.tracing == TracingPolicy::none) return;
  const std::string who = "process " + std::to_string(hook.pid());
  if (options.tracing == TracingPolicy::require) {
    throw CaptureError(
        who +
        " does not trace its allocations, so that no dump would name a site: call "
        "`ObjectSpace.trace_object_allocations_start` (of objspace) where it boots. --tracing start "
        "starts it for this capture only, and what was allocated before has no site; --tracing none "
        "takes dumps without sites");
  }
  hook.start_tracing(deadline);
}

}  // namespace

std::vector<pid_t> targets(const std::vector<int>& pids, bool workers) {
  std::vector<pid_t> result;
  for (const pid_t pid : pids) {
    const std::vector<pid_t> forked = workers && runs(pid) ? forked_workers(pid) : std::vector<pid_t>{};
    if (forked.empty()) {
      result.push_back(pid);
    } else {
      result.insert(result.end(), forked.begin(), forked.end());
    }
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  for (const pid_t pid : result) check_reachable(pid);
  return result;
}

std::vector<std::unique_ptr<Hook>> hook_into(const std::vector<pid_t>& pids, const CaptureOptions& options,
                                             const std::string& scratch, Guardian& guardian) {
  const std::string rbtrace = find_rbtrace(options.rbtrace);
  std::vector<std::unique_ptr<Hook>> hooks;
  for (const pid_t pid : pids) {
    const Deadline deadline(options.timeout);
    hooks.push_back(std::make_unique<Hook>(pid, owner(pid).value_or(0), guardian));
    attach(*hooks.back(), rbtrace, scratch + "/rbtrace.log", guardian, deadline);
    check_tracing(*hooks.back(), options, deadline);
  }
  return hooks;
}

}  // namespace heapgate
