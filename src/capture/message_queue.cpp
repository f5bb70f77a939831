#include "message_queue.hpp"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <thread>

#include "proc.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kMessageSize = 256;

struct Message {
  long type = 1;
  std::array<char, kMessageSize> text{};
};

key_t key_of(pid_t pid) {
  return static_cast<key_t>(-pid);
}

int open_queue(pid_t pid) {
  return ::msgget(key_of(pid), 0);
}

std::string key_text(pid_t pid) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08x", static_cast<unsigned>(key_of(pid)));
  return text.data();
}

// MessagePack for ["attach", tracer], a command of rbtrace's.
bool send_attach(int queue, std::uint32_t tracer) {
  Message message;
  constexpr std::array<unsigned char, 9> kHead{0x92, 0xa6, 'a', 't', 't', 'a', 'c', 'h', 0xce};
  std::memcpy(message.text.data(), kHead.data(), kHead.size());
  for (std::size_t i = 0; i < 4; ++i) {
    message.text[kHead.size() + i] = static_cast<char>(tracer >> (24 - 8 * i));
  }
  return ::msgsnd(queue, &message, kMessageSize, IPC_NOWAIT) == 0;
}

void drain(int queue) {
  Message message;
  while (::msgrcv(queue, &message, kMessageSize, 0, IPC_NOWAIT | MSG_NOERROR) >= 0) {
  }
}

bool may_use(const ipc_perm& perm, uid_t uid) {
  if (uid == 0) return true;
  const unsigned needed = 06;
  const unsigned mode = uid == perm.uid || uid == perm.cuid ? perm.mode >> 6 : perm.mode;
  return (mode & needed) == needed;
}

// Removes or drains what an earlier process of this pid left. The process itself may have opened the queue
// already: it must not be removed under it then.
std::string clear_queue(pid_t pid) {
  const int queue = open_queue(pid);
  if (queue < 0 && errno == ENOENT) return {};
  msqid_ds status{};
  const std::string stale = "a message queue that an earlier process left (key " + key_text(pid) +
                            ") stands in rbtrace's way; remove it: ipcrm -Q " + key_text(pid);
  if (queue < 0 || ::msgctl(queue, IPC_STAT, &status) != 0) return stale;
  const std::int64_t started = start_time(pid);
  if (started == 0 || status.msg_ctime + 1 >= started) return {};
  if (may_use(status.msg_perm, owner(pid).value_or(0))) {
    drain(queue);
    return {};
  }
  return ::msgctl(queue, IPC_RMID, nullptr) == 0 ? std::string{} : stale;
}

bool queue_gone_within(pid_t pid, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (has_queue(pid)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

bool is_empty(int queue) {
  msqid_ds status{};
  return ::msgctl(queue, IPC_STAT, &status) != 0 || status.msg_qnum == 0;
}

// A signal too many makes a process open its queue again, be it one that it hears late.
bool queue_stays_away(pid_t pid) {
  constexpr auto kQuiet = std::chrono::seconds(1);
  const auto deadline = std::chrono::steady_clock::now() + kQuiet;
  while (!has_queue(pid)) {
    if (std::chrono::steady_clock::now() >= deadline) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// Has a live process let go of tracer and queue: it answers an attach into a socket that is not there. In a
// garbage collection it overhears the signal, so as often as it takes, and ever more patiently, since one
// that is only slow hears each of them. False if it is too busy.
bool let_go(pid_t pid) {
  constexpr int kTries = 12;
  for (int i = 1; i <= kTries; ++i) {
    const int queue = open_queue(pid);
    if (queue < 0 && queue_stays_away(pid)) return true;
    if (queue < 0) continue;
    if (is_empty(queue) && !send_attach(queue, static_cast<std::uint32_t>(::getpid()))) return false;
    if (::kill(pid, SIGURG) != 0) return false;
    queue_gone_within(pid, i * std::chrono::milliseconds(250));
  }
  return !has_queue(pid);
}

}  // namespace

std::string tracer_socket(pid_t pid) {
  return "/tmp/rbtrace-" + std::to_string(pid) + ".sock";
}

bool has_queue(pid_t pid) {
  return open_queue(pid) >= 0 || errno == EACCES;
}

std::string clear_leftovers(pid_t pid) {
  if (std::string problem = clear_queue(pid); !problem.empty()) return problem;
  const std::string path = tracer_socket(pid);
  const pid_t holder = socket_holder(path);
  if (holder != 0) {
    return "another rbtrace " + (holder > 0 ? "(process " + std::to_string(holder) + ") " : std::string{}) +
           "is attached to it; end that first";
  }
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
    return path + ": a dead tracer's socket, which cannot be removed: " + std::strerror(errno);
  }
  return {};
}

void end_tracing_session(pid_t pid) {
  const std::string path = tracer_socket(pid);
  if (socket_holder(path) != 0) return;
  ::unlink(path.c_str());
  const int queue = open_queue(pid);
  if (queue < 0) return;
  // The queue of one that is too busy to answer is still its own.
  if (runs(pid) && (let_go(pid) || runs(pid))) return;
  ::msgctl(queue, IPC_RMID, nullptr);
}

void end_late_tracing_session(pid_t pid) {
  if (runs(pid) && !queue_stays_away(pid)) end_tracing_session(pid);
}

}  // namespace heapgate
