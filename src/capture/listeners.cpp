#include "listeners.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace heapgate {
namespace {

namespace fs = std::filesystem;

// The inodes of listening sockets. The columns: number, address:port in hex, remote, state, queues, timer,
// retransmits, uid, timeout, inode.
void add_inodes(const std::string& table, int port, std::set<std::string>& inodes) {
  constexpr const char* kListen = "0A";
  std::ifstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string number;
    std::string local;
    std::string skipped;
    std::string state;
    std::string inode;
    words >> number >> local >> skipped >> state;
    for (int i = 0; i < 5; ++i) words >> skipped;
    const std::size_t colon = local.rfind(':');
    if (!(words >> inode) || state != kListen || colon == std::string::npos) continue;
    if (std::strtol(local.c_str() + colon + 1, nullptr, 16) == port) inodes.insert("socket:[" + inode + "]");
  }
}

bool holds_one(pid_t pid, const std::set<std::string>& inodes) {
  std::error_code error;
  for (fs::directory_iterator entry("/proc/" + std::to_string(pid) + "/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    if (inodes.contains(fs::read_symlink(entry->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

std::vector<pid_t> listeners(int port, const std::vector<pid_t>& pids) {
  std::vector<pid_t> found;
  for (const pid_t pid : pids) {
    // Its own tables: it may live in another network namespace.
    std::set<std::string> inodes;
    for (const char* table : {"/net/tcp", "/net/tcp6"})
      add_inodes("/proc/" + std::to_string(pid) + table, port, inodes);
    if (!inodes.empty() && holds_one(pid, inodes)) found.push_back(pid);
  }
  return found;
}

}  // namespace heapgate
