#include "proc.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace heapgate {
namespace {

namespace fs = std::filesystem;

std::string proc_path(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<pid_t> as_pid(const std::string& name) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return pid;
}

// The numbers behind `key` in /proc/PID/status.
std::vector<std::int64_t> status_numbers(pid_t pid, const std::string& key) {
  std::istringstream lines(slurp(proc_path(pid, "status")));
  std::vector<std::int64_t> numbers;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(key + ":")) continue;
    std::istringstream words(line.substr(key.size() + 1));
    for (std::int64_t number = 0; words >> number;) numbers.push_back(number);
  }
  return numbers;
}

std::int64_t boot_time() {
  std::istringstream lines(slurp("/proc/stat"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("btime ")) return std::stoll(line.substr(6));
  }
  return 0;
}

// The inode of the socket bound to `path`, as /proc/net/unix lists it in its seventh and eighth column.
std::string socket_inode(const std::string& path) {
  std::istringstream lines(slurp("/proc/net/unix"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string skipped;
    std::string inode;
    std::string bound;
    for (int i = 0; i < 6; ++i) words >> skipped;
    if (words >> inode >> bound && bound == path) return inode;
  }
  return {};
}

bool has_open(pid_t pid, const std::string& target) {
  std::error_code error;
  for (fs::directory_iterator entry(proc_path(pid, "fd"), error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (fs::read_symlink(entry->path(), gone).native() == target) return true;
  }
  return false;
}

}  // namespace

std::vector<pid_t> all_pids() {
  std::vector<pid_t> pids;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    if (const auto pid = as_pid(entry->path().filename().string())) pids.push_back(*pid);
  }
  std::sort(pids.begin(), pids.end());
  return pids;
}

std::optional<ProcStat> read_stat(pid_t pid) {
  const std::string text = slurp(proc_path(pid, "stat"));
  // The name in parentheses may hold anything, even blanks and parentheses.
  const std::size_t end = text.rfind(')');
  if (end == std::string::npos) return std::nullopt;
  std::istringstream words(text.substr(end + 1));
  ProcStat stat;
  words >> stat.state >> stat.parent >> stat.group;
  std::string skipped;
  std::uint64_t system = 0;
  for (int field = 6; field < 14; ++field) words >> skipped;
  words >> stat.ticks_used >> system;
  stat.ticks_used += system;
  for (int field = 16; field < 22; ++field) words >> skipped;
  words >> stat.started;
  return stat;
}

bool runs(pid_t pid) {
  const auto stat = read_stat(pid);
  return stat && stat->state != 'Z' && stat->state != 'X';
}

std::int64_t start_time(pid_t pid) {
  const auto stat = read_stat(pid);
  const std::int64_t boot = boot_time();
  if (!stat || boot == 0) return 0;
  return boot + static_cast<std::int64_t>(stat->started) / ::sysconf(_SC_CLK_TCK);
}

std::optional<uid_t> owner(pid_t pid) {
  const auto numbers = status_numbers(pid, "Uid");
  if (numbers.size() < 2) return std::nullopt;
  return static_cast<uid_t>(numbers[1]);
}

std::string working_folder(pid_t pid) {
  std::error_code error;
  return fs::read_symlink(proc_path(pid, "cwd"), error).string();
}

std::string command_line(pid_t pid) {
  constexpr std::size_t kMost = 1000;
  std::string text = slurp(proc_path(pid, "cmdline"));
  // A title that a program gives itself is filled up with zeros.
  text.resize(text.find_last_not_of(std::string_view("\0 ", 2)) + 1);
  for (char& c : text) c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return text.substr(0, kMost);
}

std::string process_label(pid_t pid) {
  return "process " + std::to_string(pid);
}

std::string process_name(pid_t pid) {
  const std::string command = command_line(pid);
  return process_label(pid) + (command.empty() ? "" : " (" + command + ")");
}

bool has_in_environment(pid_t pid, const std::string& text) {
  return slurp(proc_path(pid, "environ")).find(text) != std::string::npos;
}

Memory read_memory(pid_t pid) {
  constexpr std::uint64_t kKibibyte = 1024;
  const auto bytes = [pid](const char* key) -> std::optional<std::uint64_t> {
    const auto numbers = status_numbers(pid, key);
    if (numbers.empty()) return std::nullopt;
    return static_cast<std::uint64_t>(numbers.front()) * kKibibyte;
  };
  return {bytes("VmRSS"), bytes("VmHWM")};
}

std::string user_name(uid_t uid) {
  const passwd* entry = ::getpwuid(uid);
  return entry != nullptr ? entry->pw_name : std::to_string(uid);
}

pid_t innermost_pid(pid_t pid) {
  const auto numbers = status_numbers(pid, "NSpid");
  return numbers.empty() ? pid : static_cast<pid_t>(numbers.back());
}

bool shares_namespace(pid_t pid, const char* kind) {
  std::error_code error;
  const std::string name = std::string("ns/") + kind;
  const fs::path theirs = fs::read_symlink(proc_path(pid, name.c_str()), error);
  return error || theirs == fs::read_symlink("/proc/self/" + name, error);
}

bool shares_tmp(pid_t pid) {
  std::error_code error;
  const bool same = fs::equivalent(proc_path(pid, "root/tmp"), "/tmp", error);
  return same || error;
}

std::optional<Image> read_image(pid_t pid) {
  Image image;
  std::error_code error;
  image.executable = fs::read_symlink(proc_path(pid, "exe"), error).string();
  if (error) return std::nullopt;
  image.ruby = fs::path(image.executable).filename().string().starts_with("ruby");
  std::istringstream lines(slurp(proc_path(pid, "maps")));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("/libruby") != std::string::npos) image.ruby = true;
    if (line.ends_with("/rbtrace.so")) image.rbtrace = true;
    if (line.ends_with("[stack]")) image.stack = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
  }
  return image;
}

std::vector<pid_t> descendants(pid_t pid) {
  std::multimap<pid_t, pid_t> children;
  for (const pid_t child : all_pids()) {
    if (const auto stat = read_stat(child); stat && stat->state != 'Z') children.emplace(stat->parent, child);
  }
  std::vector<pid_t> found{pid};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto [first, last] = children.equal_range(found[i]);
    for (auto child = first; child != last; ++child) found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

std::vector<pid_t> forked_workers(pid_t pid) {
  std::vector<pid_t> workers;
  const auto master = read_image(pid);
  if (!master) return workers;
  for (const pid_t child : descendants(pid)) {
    const auto image = read_image(child);
    if (image && image->stack == master->stack && image->executable == master->executable) {
      workers.push_back(child);
    }
  }
  return workers;
}

std::vector<pid_t> forked_from(pid_t pid) {
  std::vector<pid_t> masters;
  const auto own = read_image(pid);
  for (auto stat = read_stat(pid); own && stat && stat->parent > 1; stat = read_stat(stat->parent)) {
    const auto image = read_image(stat->parent);
    if (image && image->stack == own->stack && image->executable == own->executable) {
      masters.push_back(stat->parent);
    }
  }
  return masters;
}

pid_t socket_holder(const std::string& path) {
  // What has this name there lives in another mount namespace, or is out of everybody's way.
  if (::access(path.c_str(), F_OK) != 0) return 0;
  const std::string inode = socket_inode(path);
  if (inode.empty()) return 0;
  for (const pid_t pid : all_pids()) {
    if (has_open(pid, "socket:[" + inode + "]")) return pid;
  }
  return -1;
}

}  // namespace heapgate
