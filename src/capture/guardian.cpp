#include "guardian.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <vector>

#include "heapgate/error.hpp"
#include "message_queue.hpp"
#include "proc.hpp"
#include "process_group.hpp"

namespace heapgate {
namespace {

// Ends a task: no path holds it.
constexpr char kEnd = '\0';

struct Task {
  std::string kind;
  std::string what;
};

Task task_of(const std::string& line) {
  const std::size_t blank = line.find(' ');
  return {line.substr(0, blank), line.substr(blank + 1)};
}

void end_server(pid_t group, int grace, const std::string& mark, pid_t guarded) {
  const auto left = [&] {
    // What was orphaned is a child of the guarded process, as long as that lives.
    const std::vector<pid_t> below = ::getppid() == guarded ? descendants(guarded) : std::vector<pid_t>{};
    std::vector<pid_t> members;
    for (const pid_t pid : all_pids()) {
      const auto stat = read_stat(pid);
      if (!stat || pid == ::getpid() || pid == guarded || stat->state == 'Z' || stat->state == 'X') continue;
      if (stat->group == group || std::find(below.begin(), below.end(), pid) != below.end() ||
          has_in_environment(pid, mark)) {
        members.push_back(pid);
      }
    }
    return members;
  };
  // Most servers end what they have started themselves, in their order, and clean up behind it.
  constexpr int kPatience = 1;
  end_group(group, grace);
  end_processes(left, grace, kPatience);
}

void end_process(pid_t pid, int grace, std::uint64_t started) {
  const auto left = [&] {
    const auto stat = read_stat(pid);
    const bool same = stat && stat->started == started && stat->state != 'Z' && stat->state != 'X';
    return same ? std::vector<pid_t>{pid} : std::vector<pid_t>{};
  };
  end_processes(left, grace);
}

void undo(const Task& task, pid_t guarded) {
  std::error_code ignored;
  if (task.kind == "folder") {
    std::filesystem::remove_all(task.what, ignored);
  } else if (task.kind == "empty") {
    ::rmdir(task.what.c_str());
  } else if (task.kind == "traced") {
    end_tracing_session(std::stoi(task.what));
  } else if (task.kind == "group") {
    std::istringstream words(task.what);
    pid_t group = 0;
    int grace = 0;
    words >> group >> grace;
    end_group(group, grace);
  } else if (task.kind == "server") {
    std::istringstream words(task.what);
    pid_t group = 0;
    int grace = 0;
    std::string mark;
    words >> group >> grace >> mark;
    end_server(group, grace, mark, guarded);
  } else if (task.kind == "process") {
    std::istringstream words(task.what);
    pid_t pid = 0;
    int grace = 0;
    std::uint64_t started = 0;
    words >> pid >> grace >> started;
    end_process(pid, grace, started);
  }
}

// Reads until the other end is closed: by finish(), or because its process is gone.
std::vector<Task> read_tasks(int fd) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t size = ::read(fd, buffer.data(), buffer.size());
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
    if (size == 0 || (size < 0 && errno != EINTR)) break;
  }
  std::vector<Task> tasks;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line, kEnd);) {
    Task task = task_of(line);
    if (task.kind != "forget") {
      // A server's process is the server's to end.
      const auto server =
          std::find_if(tasks.begin(), tasks.end(), [](const Task& other) { return other.kind == "server"; });
      tasks.insert(task.kind == "process" ? server : tasks.end(), std::move(task));
      continue;
    }
    std::erase_if(tasks, [&](const Task& other) {
      return other.kind == "group" && other.what.starts_with(task.what + " ");
    });
  }
  return tasks;
}

// Out of reach of a terminal's ^C, and of who kills the group of the process that is guarded. Both sides do
// it, so that it is done when either goes on.
void own_group(pid_t pid) {
  ::setpgid(pid, pid);
}

[[noreturn]] void guard(int fd, pid_t guarded) {
  own_group(0);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) std::signal(signal, SIG_IGN);
  ::prctl(PR_SET_NAME, "heapgate-guard");
  const std::vector<Task> tasks = read_tasks(fd);
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) undo(*task, guarded);
  ::_exit(0);
}

}  // namespace

Guardian::Guardian() {
  // Where a parent had it ignored, no child could be waited for.
  std::signal(SIGCHLD, SIG_DFL);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw OutputError(std::string("no pipe: ") + std::strerror(errno));
  const pid_t guarded = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw OutputError(std::string("cannot fork: ") + std::strerror(errno));
  if (pid_ == 0) {
    ::close(ends[1]);
    guard(ends[0], guarded);
  }
  own_group(pid_);
  ::close(ends[0]);
  pipe_ = ends[1];
  // What a server or load leaves orphaned comes here to be reaped, also where process 1 does not reap.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Guardian::~Guardian() {
  finish();
}

void Guardian::tell(const std::string& line) const {
  const std::string text = line + kEnd;
  // Far below PIPE_BUF: written as a whole.
  while (::write(pipe_, text.data(), text.size()) < 0 && errno == EINTR) {
  }
}

void Guardian::remove_folder(const std::string& path) {
  tell("folder " + path);
}

void Guardian::remove_empty_folder(const std::string& path) {
  tell("empty " + path);
}

void Guardian::end_process_group(pid_t group, int grace) {
  tell("group " + std::to_string(group) + " " + std::to_string(grace));
}

void Guardian::end_server(pid_t group, int grace, const std::string& mark) {
  tell("server " + std::to_string(group) + " " + std::to_string(grace) + " " + mark);
}

void Guardian::end_process(pid_t pid, int grace) {
  const auto stat = read_stat(pid);
  if (!stat) return;
  tell("process " + std::to_string(pid) + " " + std::to_string(grace) + " " + std::to_string(stat->started));
}

void Guardian::forget_process_group(pid_t group) {
  tell("forget " + std::to_string(group));
}

void Guardian::end_tracing(pid_t pid) {
  tell("traced " + std::to_string(pid));
}

void Guardian::finish() {
  if (pipe_ < 0) return;
  ::close(pipe_);
  pipe_ = -1;
  // Our own children are reaped along: the guardian waits for them to be gone.
  for (pid_t ended = 0; ended != pid_;) {
    ended = ::waitpid(-1, nullptr, 0);
    if (ended < 0 && errno != EINTR) break;
  }
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace heapgate
