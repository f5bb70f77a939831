#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "background.hpp"
#include "capture/proc.hpp"

/// What a capture may have left behind on this machine.
namespace heapgate::test {

inline bool below_tmp(const std::string& path) {
  return path.starts_with("/tmp/");
}

/// Gives this process, and all that it starts, a /tmp and message queues of its own, so that what other
/// programs leave there is not taken for the capture's. Needs root, and the project outside of /tmp.
inline bool enter_private_tmp() {
  static const bool entered = [] {
    if (::geteuid() != 0 || below_tmp(HEAPGATE_PROGRAM) || below_tmp(HEAPGATE_SOURCE)) return false;
    return ::unshare(CLONE_NEWNS | CLONE_NEWIPC) == 0 &&
           ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
           ::mount("none", "/tmp", "tmpfs", 0, nullptr) == 0;
  }();
  return entered;
}

/// The processes that this process started, and those that they started, by a mark in the environment.
class Mark {
 public:
  Mark() { ::setenv("HEAPGATE_TEST_MARK", std::to_string(::getpid()).c_str(), 1); }

  [[nodiscard]] std::vector<pid_t> processes() const {
    const std::string mark = "HEAPGATE_TEST_MARK=" + std::to_string(::getpid()) + '\0';
    std::vector<pid_t> found;
    for (const pid_t pid : all_pids()) {
      if (pid == ::getpid() || !runs(pid)) continue;
      const std::string environment = read_file("/proc/" + std::to_string(pid) + "/environ");
      if (environment.find(mark) != std::string::npos) found.push_back(pid);
    }
    return found;
  }
};

inline std::string command_line(pid_t pid) {
  std::string text = read_file("/proc/" + std::to_string(pid) + "/cmdline");
  for (char& c : text) c = c == '\0' ? ' ' : c;
  return std::to_string(pid) + ": " + text;
}

/// The capture's folders and the tracers' sockets in /tmp.
inline std::set<std::string> traces_in_tmp() {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/tmp")) {
    const std::string name = entry.path().filename();
    constexpr std::size_t kFolderName = sizeof("heapgate-XXXXXX") - 1;
    const bool folder = name.starts_with("heapgate-") && name.size() == kFolderName;
    const bool socket = name.starts_with("rbtrace-");
    if (folder || socket) found.insert(entry.path());
  }
  return found;
}

/// The keys of the message queues.
inline std::set<long> queue_keys() {
  std::istringstream lines(read_file("/proc/sysvipc/msg"));
  std::set<long> keys;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) keys.insert(std::stol(line));
  return keys;
}

/// The names of a process's threads, in order.
inline std::vector<std::string> threads_of(pid_t pid) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
    std::string name = read_file(task.path() / "comm");
    names.push_back(name.substr(0, name.find('\n')));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Where a process's open files lead, in order; of sockets and pipes the kind only.
inline std::vector<std::string> files_of(pid_t pid) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    std::error_code gone;
    names.push_back(std::filesystem::read_symlink(file.path(), gone).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace heapgate::test
