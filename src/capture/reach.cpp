#include "reach.hpp"

#include <unistd.h>

#include <algorithm>

#include "heapgate/error.hpp"
#include "proc.hpp"
#include "rbtrace.hpp"

namespace heapgate {
namespace {

constexpr int kReachPollMilliseconds = 50;
// A process under full load answers when its threads let it.
constexpr double kAnswerSeconds = 60;
constexpr double kAnnouncingSeconds = 5;
constexpr useconds_t kAnnouncingPoll = 20'000;

void check_process(pid_t pid) {
  const auto uid = owner(pid);
  if (!uid || !runs(pid)) throw CaptureError(process_label(pid) + ": there is no such process");
  if (::geteuid() != 0 && *uid != ::geteuid()) {
    throw CaptureError(process_label(pid) + " belongs to " + user_name(*uid) + ", and this is " +
                       user_name(::geteuid()) + ": run heapgate as " + user_name(*uid) +
                       (*uid == 0 ? "" : " or as root"));
  }
  if (const pid_t inner = innermost_pid(pid); inner != pid) {
    throw CaptureError(process_label(pid) + " lives in a container, where it is process " +
                       std::to_string(inner) + ": run heapgate in there, or use --url");
  }
  const auto image = read_image(pid);
  if (!image)
    throw CaptureError(process_label(pid) + ": /proc/" + std::to_string(pid) + "/exe cannot be read");
  if (!image->ruby)
    throw CaptureError(process_label(pid) + " is not a Ruby program but " + image->executable);
  if (const auto stat = read_stat(pid); stat && (stat->state == 'T' || stat->state == 't')) {
    throw CaptureError(process_label(pid) + " is stopped: continue it by `kill -CONT " + std::to_string(pid) +
                       "`");
  }
}

// The hook that the process has preloaded, not connected yet; null if it has not.
std::unique_ptr<Hook> announced_hook(pid_t pid, const Reach& reach) {
  const uid_t uid = owner(pid).value_or(0);
  // One that is just announcing itself has a folder, but not all of its pipes yet.
  const Deadline announcing(kAnnouncingSeconds);
  for (bool begun = true; begun && !announcing.passed(); ::usleep(kAnnouncingPoll)) {
    begun = false;
    for (const std::string& base : {reach.announced, "/tmp/heapgate-hooks-" + std::to_string(uid)}) {
      const std::string place = base + "/" + std::to_string(pid);
      if (base.empty()) continue;
      if (auto hook = Hook::preloaded(pid, uid, place)) return hook;
      begun = begun || ::access(place.c_str(), F_OK) == 0;
    }
  }
  return nullptr;
}

void check_tracing(Hook& hook, const CaptureOptions& options, const Deadline& deadline) {
  if (hook.tracing() || options.tracing == TracingPolicy::none) return;
  if (options.tracing == TracingPolicy::require) {
    throw CaptureError(
        process_label(hook.pid()) +
        " does not trace its allocations, so that no dump would name a site: call "
        "`ObjectSpace.trace_object_allocations_start` (of objspace) where it boots. --tracing start "
        "starts it for this capture only, and what was allocated before has no site; --tracing none "
        "takes dumps without sites");
  }
  hook.start_tracing(deadline);
}

std::unique_ptr<Hook> hook_by_rbtrace(pid_t pid, const Reach& reach) {
  if (const auto image = read_image(pid); !reach.announced.empty() && image && !image->rbtrace) {
    throw CaptureError(process_name(pid) +
                       " runs Ruby, but has not loaded heapgate's hook: RUBYOPT did not reach it (it was set "
                       "anew, or dropped by sudo, env -i or --disable=rubyopt); or have the application load "
                       "the rbtrace gem");
  }
  check_rbtrace(pid);
  const std::string rbtrace = find_rbtrace(reach.options.rbtrace);
  auto hook = Hook::to_load(pid, owner(pid).value_or(0), reach.temporary, reach.guardian);
  attach(*hook, rbtrace, reach.scratch + "/rbtrace.log", reach.guardian, Deadline(reach.options.timeout));
  return hook;
}

}  // namespace

std::unique_ptr<Hook> preloaded_hook(pid_t pid, const Reach& reach, const Deadline& deadline) {
  auto hook = announced_hook(pid, reach);
  while (hook && !hook->connected(kReachPollMilliseconds)) {
    if (!runs(pid)) return nullptr;
    if (deadline.passed()) throw CaptureError(process_name(pid) + ": heapgate's hook in it does not answer");
  }
  return hook;
}

std::unique_ptr<Hook> reach_process(pid_t pid, const Reach& reach) {
  check_process(pid);
  auto hook = preloaded_hook(pid, reach, Deadline(std::min(kAnswerSeconds, reach.options.timeout)));
  if (!hook) hook = hook_by_rbtrace(pid, reach);
  check_tracing(*hook, reach.options, Deadline(reach.options.timeout));
  hook->fork_by(reach.options.fork);
  if (reach.options.fork != ForkMode::plain) hook->prepare();
  return hook;
}

std::vector<pid_t> with_workers(const std::vector<int>& pids, bool workers) {
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
  return result;
}

}  // namespace heapgate
