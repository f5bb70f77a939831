#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What /proc tells of processes (see proc(5)).
namespace heapgate {

struct ProcStat {
  char state = '?';
  pid_t parent = 0;
  pid_t group = 0;
  std::uint64_t ticks_used = 0;  ///< processor time, in clock ticks
  std::uint64_t started = 0;     ///< in clock ticks since boot
};

[[nodiscard]] std::vector<pid_t> all_pids();
/// None if there is no such process.
[[nodiscard]] std::optional<ProcStat> read_stat(pid_t pid);
/// There is such a process, and it is no zombie.
[[nodiscard]] bool runs(pid_t pid);
/// When the process started, in seconds since 1970; 0 if unknown.
[[nodiscard]] std::int64_t start_time(pid_t pid);
/// Its effective user; none if there is no such process.
[[nodiscard]] std::optional<uid_t> owner(pid_t pid);
/// Empty if it cannot be read.
[[nodiscard]] std::string working_folder(pid_t pid);
/// Its words joined by blanks, at most 1,000 bytes; empty if it cannot be read.
[[nodiscard]] std::string command_line(pid_t pid);
/// `process 12`.
[[nodiscard]] std::string process_label(pid_t pid);
/// `process 12 (puma 6.6.0)`, or `process 12` where the command line cannot be read.
[[nodiscard]] std::string process_name(pid_t pid);
/// Whether the process was started with `text` in one of its environment's variables.
[[nodiscard]] bool has_in_environment(pid_t pid, const std::string& text);
[[nodiscard]] std::string user_name(uid_t uid);

/// Resident memory, in bytes; none if it cannot be read.
struct Memory {
  std::optional<std::uint64_t> rss;
  std::optional<std::uint64_t> peak_rss;  ///< since the process began
};
[[nodiscard]] Memory read_memory(pid_t pid);

/// Its number in the innermost container it lives in: `pid` itself if it is in none.
[[nodiscard]] pid_t innermost_pid(pid_t pid);
/// Whether the process is in the same namespace as this one: "ipc", "net" and so on (see namespaces(7)).
[[nodiscard]] bool shares_namespace(pid_t pid, const char* kind);
/// Whether the process finds the same folder at /tmp as this one.
[[nodiscard]] bool shares_tmp(pid_t pid);

/// What a process has mapped.
struct Image {
  std::string executable;
  bool ruby = false;        ///< it runs the C implementation of Ruby
  bool rbtrace = false;     ///< the rbtrace gem is loaded
  std::uint64_t stack = 0;  ///< where the stack ends: the same in forks, another after exec
};

/// None if it cannot be read.
[[nodiscard]] std::optional<Image> read_image(pid_t pid);

/// All descendants, parents before their children.
[[nodiscard]] std::vector<pid_t> descendants(pid_t pid);

/// The descendants that were forked from `pid` and still run its program: a cluster's workers.
[[nodiscard]] std::vector<pid_t> forked_workers(pid_t pid);

/// The ancestors of `pid` whose program it still runs, since nothing but a fork was between: its masters.
[[nodiscard]] std::vector<pid_t> forked_from(pid_t pid);

/// The process that holds the Unix socket bound to `path`: 0 if nobody does, -1 if it cannot be told who.
[[nodiscard]] pid_t socket_holder(const std::string& path);

}  // namespace heapgate
