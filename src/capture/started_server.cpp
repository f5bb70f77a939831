#include "started_server.hpp"

#include <algorithm>
#include <memory>

#include "heapgate/error.hpp"
#include "listeners.hpp"
#include "proc.hpp"
#include "util/http/http.hpp"

namespace heapgate {
namespace {

constexpr double kRubySeconds = 30;
constexpr double kMeasureSeconds = 5;

// Null if it has not preloaded the hook, or does not answer: that is told if it is to be dumped.
std::unique_ptr<Hook> answering_hook(pid_t pid, const Reach& reach) {
  try {
    return preloaded_hook(pid, reach, Deadline(kMeasureSeconds));
  } catch (const CaptureError&) {
    return nullptr;
  }
}

}  // namespace

StartedServer::StartedServer(Reach& reach)
    : reach_(reach), server_(reach.options, reach.scratch, reach.guardian) {
  reach.announced = server_.announced();
  server_.await_ruby(Deadline(reach.options.ready_url.empty() ? reach.options.timeout : kRubySeconds));
  if (reach.options.ready_url.empty() || reach.options.fork == ForkMode::plain) return;
  for (const pid_t pid : server_.ruby_processes()) {
    if (const auto hook = answering_hook(pid, reach)) hook->prepare();
  }
}

std::map<pid_t, std::uint64_t> StartedServer::measure() const {
  std::map<pid_t, std::uint64_t> allocated;
  for (const pid_t pid : server_.ruby_processes()) {
    if (const auto hook = answering_hook(pid, reach_)) allocated[pid] = hook->allocated();
  }
  return allocated;
}

std::vector<Candidate> StartedServer::candidates() const {
  const std::string& url = reach_.options.ready_url;
  const std::vector<pid_t> pids = server_.ruby_processes();
  const std::vector<pid_t> listening = url.empty() ? std::vector<pid_t>{} : listeners(url_port(url), pids);
  std::vector<Candidate> candidates;
  for (const pid_t pid : pids) {
    const bool listens = std::find(listening.begin(), listening.end(), pid) != listening.end();
    candidates.push_back({pid, command_line(pid), forked_from(pid), listens, std::nullopt});
  }
  return candidates;
}

bool StartedServer::needs_measuring() const {
  return reach_.options.process.empty() && is_ambiguous(candidates());
}

std::vector<pid_t> StartedServer::choose() {
  std::vector<Candidate> all = candidates();
  if (all.empty()) server_.fail_ended("in the warm-up");
  const auto after = before_.empty() ? before_ : measure();
  for (Candidate& candidate : all) {
    const auto before = before_.find(candidate.pid);
    const auto now = after.find(candidate.pid);
    if (before != before_.end() && now != after.end())
      candidate.work = now->second - std::min(before->second, now->second);
  }
  return heapgate::choose(all, {reach_.options.process, reach_.options.workers});
}

void StartedServer::note_jobs(const Hook& hook, const std::function<void(const std::string&)>& note) const {
  if (!note || hook.forks() == 0 || !forked_workers(hook.pid()).empty()) return;
  note(process_name(hook.pid()) + " has forked " + std::to_string(hook.forks()) +
       (hook.forks() == 1 ? " process, which is" : " processes, which are") +
       " gone: it is dumped itself, and what its children leak ends with them");
}

}  // namespace heapgate
