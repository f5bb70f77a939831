#include "process_group.hpp"

#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "proc.hpp"

namespace heapgate {
namespace {

constexpr auto kGroupPoll = std::chrono::milliseconds(20);

bool gone_within(pid_t group, std::chrono::seconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (group_runs(group)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kGroupPoll);
  }
  return true;
}

bool gone_within(const std::function<std::vector<pid_t>()>& members, int signal, std::chrono::seconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  std::set<pid_t> told;
  for (;;) {
    const std::vector<pid_t> left = members();
    if (left.empty()) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
    for (const pid_t pid : left) {
      if (told.insert(pid).second) ::kill(pid, signal);
    }
    std::this_thread::sleep_for(kGroupPoll);
  }
}

}  // namespace

void end_processes(const std::function<std::vector<pid_t>()>& members, int grace, int patience) {
  constexpr std::chrono::seconds kKilled{10};
  constexpr int kNone = 0;
  if (gone_within(members, kNone, std::chrono::seconds(patience))) return;
  if (!gone_within(members, SIGTERM, std::chrono::seconds(grace))) gone_within(members, SIGKILL, kKilled);
}

bool group_runs(pid_t group) {
  for (const pid_t pid : all_pids()) {
    const auto stat = read_stat(pid);
    if (stat && stat->group == group && stat->state != 'Z' && stat->state != 'X') return true;
  }
  return false;
}

void end_group(pid_t group, int grace) {
  if (group <= 1 || !group_runs(group)) return;
  ::kill(-group, SIGTERM);
  if (gone_within(group, std::chrono::seconds(grace))) return;
  ::kill(-group, SIGKILL);
  gone_within(group, std::chrono::seconds(10));
}

}  // namespace heapgate
