#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "background.hpp"
#include "capture/proc.hpp"
#include "util/http/http.hpp"

namespace heapgate::test {

/// A port of 127.0.0.1 that nobody listens on.
inline int free_port() {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* any = reinterpret_cast<sockaddr*>(&address);
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(listener, any, size) != 0 || ::getsockname(listener, any, &size) != 0 ||
      ::listen(listener, 1) != 0 || ::connect(client, any, size) != 0) {
    throw std::runtime_error("no port");
  }
  // A connection that has just ended keeps the port from all that ask for any, but not from a server that
  // binds it.
  ::close(::accept(listener, nullptr, nullptr));
  ::close(client);
  ::close(listener);
  return ntohs(address.sin_port);
}

struct PumaOptions {
  std::string environment = "TRACE=1 RBTRACE=1";  ///< of the app: VARIABLE=value ...
  unsigned workers = 0;
  bool preload = false;
  bool shop = false;        ///< examples/shop instead of apps/app.ru
  std::string run_by = "";  ///< a command in front, such as one that changes the user
  bool wait = true;         ///< until it answers, with all workers
};

/// The shell command that runs a puma which listens on `port`.
inline std::string puma_command(const PumaOptions& options, int port) {
  const std::string source = HEAPGATE_SOURCE;
  const std::string listen = "tcp://127.0.0.1:" + std::to_string(port);
  std::string command = "exec env HEAPGATE=1 " + options.environment;
  if (options.shop) {
    command += " PORT=" + std::to_string(port) + " WEB_CONCURRENCY=" + std::to_string(options.workers) +
               " PRELOAD_APP=" + std::to_string(int{options.preload}) + " " + options.run_by + " puma -C '" +
               source + "/examples/shop/puma.rb' '" + source + "/examples/shop/config.ru'";
    return command;
  }
  return command + " " + options.run_by + " puma -t 2:2 -w " + std::to_string(options.workers) +
         (options.preload ? " --preload" : "") + " -b " + listen + " '" + source + "/tests/e2e/apps/app.ru'";
}

/// The option of `heapgate capture` for a load that makes the app at `url` leak 25 objects an interval.
inline std::string leaking_load(const std::string& url) {
  return " --load 'for i in $(seq 25); do curl -sS --retry 9 --retry-connrefused -d x " + url +
         " >/dev/null || exit 1; done'";
}

/// A puma that a capture is to start.
class PumaToStart {
 public:
  explicit PumaToStart(const PumaOptions& options = {}) : command_(puma_command(options, port_)) {}

  [[nodiscard]] const std::string& command() const { return command_; }
  [[nodiscard]] std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// The options of `heapgate capture` that start it by `command`, which runs its own, and wait for it.
  [[nodiscard]] std::string exec(const std::string& command) const {
    return "--exec \"" + command + "\" --ready " + url("/up");
  }
  [[nodiscard]] std::string exec() const { return exec(command_); }

 private:
  int port_ = free_port();
  std::string command_;
};

/// A real puma; stopped when this goes.
class Puma {
 public:
  Puma(const PumaOptions& options, const std::string& log, int port = free_port())
      : options_(options), port_(port), process_(puma_command(options, port), log) {
    if (options.wait && !eventually([this] { return ready(); }, 60)) {
      throw std::runtime_error("puma does not start: " + process_.out() + process_.err());
    }
  }
  ~Puma() { stop(SIGTERM); }
  Puma(const Puma&) = delete;
  Puma& operator=(const Puma&) = delete;

  [[nodiscard]] pid_t pid() const { return process_.pid(); }
  [[nodiscard]] std::string id() const { return std::to_string(pid()); }
  [[nodiscard]] std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  [[nodiscard]] std::vector<pid_t> workers() const {
    std::vector<pid_t> workers;
    for (const pid_t child : descendants(pid())) {
      const auto stat = read_stat(child);
      if (options_.workers > 0 && stat && stat->parent == pid()) workers.push_back(child);
    }
    return workers;
  }
  /// The processes that are to be there.
  [[nodiscard]] std::set<pid_t> processes() const {
    std::set<pid_t> all{pid()};
    for (const pid_t worker : workers()) all.insert(worker);
    return all;
  }
  [[nodiscard]] bool answers() const { return http_status(url("/up"), Deadline(30)) == 200; }
  [[nodiscard]] std::string log() const { return process_.out() + process_.err(); }
  int stop(int signal) {
    process_.signal(SIGCONT);
    process_.signal(signal);
    return process_.wait(20);
  }

 private:
  [[nodiscard]] bool ready() {
    if (!process_.running()) throw std::runtime_error("puma ended: " + log());
    // Puma prints a line when a worker has booted.
    std::size_t booted = 0;
    for (std::size_t at = log().find(") booted in"); at != std::string::npos;
         at = log().find(") booted in", at + 1))
      ++booted;
    return booted >= options_.workers && answers();
  }

  PumaOptions options_;
  int port_;
  Background process_;
};

}  // namespace heapgate::test
