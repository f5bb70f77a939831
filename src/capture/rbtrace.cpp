#include "rbtrace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "heapgate/error.hpp"
#include "message_queue.hpp"
#include "proc.hpp"
#include "shell_command.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr int kRbtraceGrace = 5;
constexpr int kRbtracePollMilliseconds = 50;
constexpr double kLoadedSeconds = 30;
// What answers rbtrace by itself is not sent a signal more.
constexpr double kAloneSeconds = 1;

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// The Gemfile's lock that Bundler would take here.
fs::path gemfile_lock() {
  if (const char* named = std::getenv("BUNDLE_GEMFILE"); named != nullptr && *named != '\0') {
    return std::string(named) + ".lock";
  }
  std::error_code error;
  for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path()) {
    if (fs::exists(folder / "Gemfile.lock", error)) return folder / "Gemfile.lock";
    if (folder == folder.parent_path()) break;
  }
  return {};
}

bool bundle_has_rbtrace() {
  std::ifstream lock(gemfile_lock());
  for (std::string line; std::getline(lock, line);) {
    if (line.starts_with("    rbtrace (")) return true;
  }
  return false;
}

// What rbtrace's own words mean; none if they say nothing known.
std::optional<std::string> meaning(pid_t pid, const std::string& log) {
  if (log.find("already being traced") != std::string::npos || log.find("EADDRINUSE") != std::string::npos) {
    return "another rbtrace is attached to it; end that first";
  }
  if (log.find("not listening") != std::string::npos) {
    return "it does not answer rbtrace: its main thread is busy or stuck in native code, or it traps SIGURG";
  }
  if (log.find("could not signal") != std::string::npos) return "rbtrace may not signal it: run as its user";
  if (log.find("No such file or directory - ps") != std::string::npos)
    return "rbtrace needs `ps` (of procps)";
  if (log.find("No such file or directory - ipcs") != std::string::npos)
    return "rbtrace needs `ipcs` (of util-linux)";
  if (log.find("invalid pid") != std::string::npos || !runs(pid)) return "it ended";
  return std::nullopt;
}

// The tracer that rbtrace names in "already being traced (OTHER != OWN)"; 0 if it names none.
pid_t other_tracer(const std::string& log) {
  const std::string marker = "already being traced (";
  const std::size_t at = log.find(marker);
  return at == std::string::npos ? 0 : std::atoi(log.c_str() + at + marker.size());
}

// Ruby runs rbtrace's handler in the main thread, and from 3.3 on a thread that sleeps in a system call, as
// puma's does, is not woken for it. Ruby itself handles this signal, which means nothing without a child.
void wake_main_thread(pid_t pid) {
  ::kill(pid, SIGCHLD);
}

enum class Outcome { attached, try_again };

// What the script's loading gave, as rbtrace prints it: "=> true" if all is well.
std::string evaluation_error(const std::string& log) {
  const std::size_t at = log.find("\n=> #<");
  if (at == std::string::npos || log.compare(at, 12, "\n=> #<Thread") == 0) return {};
  return log.substr(at + 4, log.find('\n', at + 1) - at - 4);
}

Outcome run_rbtrace(Hook& hook, const std::string& command, const std::string& log_path, Guardian& guardian,
                    const Deadline& deadline, double alone_seconds) {
  ShellCommand rbtrace(command, log_path, guardian, kRbtraceGrace, {});
  const Deadline alone(alone_seconds);
  while (!hook.connected(kRbtracePollMilliseconds) && !rbtrace.ended() && !deadline.passed()) {
    if (alone.passed()) wake_main_thread(hook.pid());
  }
  const CommandEnd end = rbtrace.wait(deadline);
  const std::string who = process_label(hook.pid()) + ": ";
  if (hook.connected(0)) return Outcome::attached;
  const pid_t other = other_tracer(end.log);
  if (other > 0 && !runs(other)) return Outcome::try_again;
  if (alone_seconds > 0 && end.log.find("not listening") != std::string::npos) return Outcome::try_again;
  if (const std::string error = evaluation_error(end.log); !error.empty()) {
    throw CaptureError(who + "it cannot load the capture's script: " + error);
  }
  if (!end.succeeded()) {
    const auto why = end.signal == 0 && !end.timed_out ? meaning(hook.pid(), end.log) : std::nullopt;
    throw CaptureError(who + (why ? *why : "rbtrace failed: " + end.text()));
  }
  // Either the script was loaded just now, or rbtrace gave up on a process that is slow to answer.
  const Deadline loaded(kLoadedSeconds);
  const bool is_loaded = end.log.find("=> true") != std::string::npos;
  while (!hook.connected(kRbtracePollMilliseconds)) {
    if (!runs(hook.pid())) throw ProcessEnded(process_label(hook.pid()) + " ended before it could be dumped");
    if (deadline.passed() || (is_loaded && loaded.passed()))
      throw CaptureError(who + "it does not answer rbtrace in time: " + end.text());
  }
  return Outcome::attached;
}

void check_queues(pid_t pid) {
  const std::string without = "; a server that `heapgate capture --exec` starts needs none";
  if (!shares_namespace(pid, "ipc")) {
    throw CaptureError(process_label(pid) +
                       " lives in another IPC namespace, where rbtrace's message queues are not ours: "
                       "run heapgate in there (nsenter -t " +
                       std::to_string(pid) + " -i)" + without);
  }
  std::ifstream limit("/proc/sys/kernel/msgmni");
  if (long most = 1; limit >> most && most == 0) {
    throw CaptureError("rbtrace needs a message queue, and this system allows none (kernel.msgmni is 0)" +
                       without);
  }
}

void check_tmp(pid_t pid) {
  if (!shares_tmp(pid)) {
    throw CaptureError(process_label(pid) +
                       " has a /tmp of its own (PrivateTmp of systemd?), where rbtrace cannot reach it: "
                       "let it share /tmp, run heapgate in there, or use --url");
  }
  if (::access("/tmp", W_OK) != 0) {
    throw CaptureError(std::string("/tmp cannot be written, where rbtrace needs a socket: ") +
                       std::strerror(errno) + "; a server that `heapgate capture --exec` starts needs none");
  }
}

}  // namespace

std::string find_rbtrace(const std::string& wish) {
  if (!wish.empty()) return wish;
  if (bundle_has_rbtrace() && on_path("bundle")) return "bundle exec rbtrace";
  if (on_path("rbtrace")) return "rbtrace";
  throw CaptureError(
      "rbtrace is not installed: it is neither on PATH nor in a Gemfile.lock here; `gem install rbtrace`, or "
      "`apt install ruby-rbtrace` on Debian, or name it by --rbtrace");
}

void check_rbtrace(pid_t pid) {
  if (const auto image = read_image(pid); !image || !image->rbtrace) {
    throw CaptureError(
        process_label(pid) +
        " has not loaded the rbtrace gem: add `gem \"rbtrace\"` to its Gemfile "
        "and `require \"rbtrace\"` where it boots, or have heapgate start the server by --exec, "
        "which asks for no gem");
  }
  check_tmp(pid);
  check_queues(pid);
  if (const std::string problem = clear_leftovers(pid); !problem.empty()) {
    throw CaptureError(process_label(pid) + ": " + problem);
  }
}

void attach(Hook& hook, const std::string& rbtrace, const std::string& log, Guardian& guardian,
            const Deadline& deadline) {
  guardian.end_tracing(hook.pid());
  const std::string command =
      rbtrace + " -p " + std::to_string(hook.pid()) + " -e \"" + hook.expression() + "\"";
  try {
    if (run_rbtrace(hook, command, log, guardian, deadline, kAloneSeconds) == Outcome::attached) return;
    end_tracing_session(hook.pid());
    if (run_rbtrace(hook, command, log, guardian, deadline, 0) == Outcome::attached) return;
  } catch (const CaptureError&) {
    end_late_tracing_session(hook.pid());
    throw;
  }
  throw CaptureError(process_label(hook.pid()) +
                     ": it takes a dead rbtrace for attached, and does not let go of it");
}

}  // namespace heapgate
