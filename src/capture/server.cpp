#include "server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "heapgate/error.hpp"
#include "log_excerpt.hpp"
#include "proc.hpp"
#include "readiness.hpp"
#include "temporary_folder.hpp"
#include "util/http/http.hpp"

namespace heapgate {
namespace {

// Puma finishes the requests that run.
constexpr int kServerGrace = 10;
constexpr auto kServerPoll = std::chrono::milliseconds(50);
constexpr double kProbeSeconds = 5;

// Before the command runs, so that another server is not taken for it.
void check_free(const std::string& url) {
  if (!url.empty() && http_status(url, Deadline(kProbeSeconds)) != 0) {
    throw CaptureError(url + ": something answers there before the server is started; stop that first");
  }
}

// The server may run as another user than heapgate only where heapgate is root.
void make_hook(const std::string& scratch, const std::string& announced) {
  const bool any_user = ::geteuid() == 0;
  std::filesystem::create_directory(announced);
  allow_others(scratch, any_user ? kMayEnter : S_IRWXU);
  allow_others(announced, any_user ? kMayAdd : S_IRWXU);
  write_readable(scratch + "/hook.rb", hook_script());
}

ShellCommand::Environment environment(const CaptureOptions& options, const std::string& scratch) {
  const char* before = std::getenv("RUBYOPT");
  const std::string more = before != nullptr && *before != '\0' ? std::string(" ") + before : "";
  return {{"HEAPGATE", "1"},
          {"HEAPGATE_TRACING", options.tracing == TracingPolicy::none ? "none" : "start"},
          {"RUBYOPT", "-r" + scratch + "/hook.rb" + more}};
}

bool is_ruby(pid_t pid) {
  const auto image = read_image(pid);
  return image && image->ruby;
}

}  // namespace

Server::Server(const CaptureOptions& options, const std::string& scratch, Guardian& guardian)
    : options_(options),
      scratch_(scratch),
      announced_(scratch + "/processes"),
      guardian_(guardian),
      command_(start()) {
  guardian_.end_server(command_.pid(), kServerGrace, scratch_ + "/");
  if (!options_.ready_url.empty()) await_ready(Deadline(options_.timeout));
}

ShellCommand Server::start() {
  check_free(options_.ready_url);
  make_hook(scratch_, announced_);
  return {options_.server_command,         scratch_ + "/server.log", guardian_, kServerGrace,
          environment(options_, scratch_), options_.output};
}

void Server::await_ready(const Deadline& deadline) {
  for (Readiness ready(options_.ready_url); !ready.ask();) {
    if (ended()) fail_ended("before it was ready");
    if (deadline.passed()) {
      const std::string output = log_excerpt(command_.log());
      throw CaptureError("the server is not ready in time: " + ready.last() +
                         (output.empty() ? "" : "; its output:" + output));
    }
    std::this_thread::sleep_for(kServerPoll);
  }
}

// Looked at more than once: while a daemon forks and its parent ends, a list of processes may lack both.
bool Server::ended() {
  constexpr int kLooks = 5;
  for (int look = 0; look < kLooks; ++look) {
    if (look > 0) std::this_thread::sleep_for(kServerPoll);
    if (!command_.ended() || !ruby_processes().empty()) return false;
  }
  return true;
}

void Server::fail_ended(const std::string& when) {
  // What is left of its group, if anything, is no Ruby.
  const CommandEnd end = command_.wait(Deadline(command_.ended() ? kProbeSeconds : 0));
  throw CaptureError("the server ended " + when + ": " + end.text());
}

void Server::await_ruby(const Deadline& deadline) {
  while (ruby_processes().empty()) {
    if (ended()) fail_ended("before it was ready");
    if (deadline.passed()) throw CaptureError("the server command runs no Ruby");
    std::this_thread::sleep_for(kServerPoll);
  }
}

// What the command has left orphaned is a child of this process (see PR_SET_CHILD_SUBREAPER).
std::vector<pid_t> Server::ruby_processes() const {
  std::vector<pid_t> found;
  for (const pid_t pid : descendants(::getpid())) {
    if (!is_ruby(pid)) continue;
    guardian_.end_process(pid, kServerGrace);
    found.push_back(pid);
  }
  return found;
}

}  // namespace heapgate
