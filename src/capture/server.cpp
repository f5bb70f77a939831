#include "server.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "heapgate/error.hpp"
#include "http/http.hpp"
#include "proc.hpp"

namespace heapgate {
namespace {

// Puma finishes the requests that run.
constexpr int kGrace = 10;
constexpr auto kPoll = std::chrono::milliseconds(50);
constexpr double kProbeSeconds = 5;
constexpr std::size_t kLinesShown = 12;

bool answers(const std::string& url) {
  const long status = http_status(url, Deadline(kProbeSeconds));
  return status > 0 && status < 500;
}

// Before the command runs, so that another server is not taken for it.
const std::string& checked_free(const std::string& command, const std::string& url) {
  if (!url.empty() && http_status(url, Deadline(kProbeSeconds)) != 0) {
    throw CaptureError(url + ": something answers there before the server is started; stop that first");
  }
  return command;
}

bool has_rbtrace(pid_t pid) {
  const auto image = read_image(pid);
  return image && image->rbtrace;
}

bool is_ruby(pid_t pid) {
  const auto image = read_image(pid);
  return image && image->ruby;
}

// 0 if there is none yet.
pid_t traceable(const std::vector<pid_t>& candidates) {
  for (const pid_t pid : candidates) {
    if (has_rbtrace(pid)) return pid;
    const std::vector<pid_t> workers = is_ruby(pid) ? forked_workers(pid) : std::vector<pid_t>{};
    // Workers that load it themselves: all of them, of which some may still boot.
    if (!workers.empty()) return std::all_of(workers.begin(), workers.end(), has_rbtrace) ? pid : 0;
  }
  return 0;
}

}  // namespace

Server::Server(const std::string& command, const std::string& ready_url, const std::string& log,
               Guardian& guardian, const Deadline& deadline)
    : command_(checked_free(command, ready_url), log, guardian, kGrace, {{"HEAPGATE", "1"}}) {
  while (!ready_url.empty() && !answers(ready_url)) {
    if (command_.ended()) fail_ended(deadline);
    if (deadline.passed()) {
      throw CaptureError("the server is not ready in time: " + ready_url +
                         " does not answer; its last words:" + last_lines(command_.log(), kLinesShown));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

void Server::fail_ended(const Deadline& deadline) {
  throw CaptureError("the server ended before it was ready: " + command_.wait(deadline).text());
}

pid_t Server::ruby_process(const Deadline& deadline) {
  for (;;) {
    std::vector<pid_t> candidates = descendants(command_.pid());
    candidates.insert(candidates.begin(), command_.pid());
    if (const pid_t found = traceable(candidates); found != 0) return found;
    if (command_.ended()) fail_ended(deadline);
    if (deadline.passed()) {
      throw CaptureError(
          std::any_of(candidates.begin(), candidates.end(), is_ruby)
              ? "the server has not loaded the rbtrace gem: add `gem \"rbtrace\"` to its Gemfile and "
                "`require \"rbtrace\"` where it boots"
              : "the server command runs no Ruby");
    }
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace heapgate
