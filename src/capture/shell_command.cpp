#include "shell_command.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

#include "heapgate/error.hpp"
#include "log_excerpt.hpp"
#include "process_group.hpp"

namespace heapgate {
namespace {

constexpr auto kCommandPoll = std::chrono::milliseconds(10);

std::vector<std::string> environment_with(const ShellCommand::Environment& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  for (const auto& [name, value] : more) {
    const std::string prefix = name + "=";
    std::erase_if(all, [&](const std::string& entry) { return entry.starts_with(prefix); });
    all.push_back(name + "=" + value);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// The command runs when a line comes from descriptor 3, and not at all if that is closed before.
constexpr int kGate = 3;
constexpr const char* kGated = R"(read go <&3 && exec 3<&- && exec sh -c "$0")";

// posix_spawn, because a fork of a program with threads may only exec.
int spawn(const std::string& command, const std::string& log_path, const ShellCommand::Environment& more,
          int gate, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                   0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&files, gate, kGate);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> words{"sh", "-c", kGated, command};
  std::vector<std::string> environment = environment_with(more);
  const int error = ::posix_spawn(&pid, "/bin/sh", &files, &attributes, pointers(words).data(),
                                  pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

std::string CommandEnd::text() const {
  std::string how = "signal " + std::to_string(signal);
  if (timed_out) how = "timed out";
  if (exit_code >= 0) how = "exit code " + std::to_string(exit_code);
  const std::string lines = log_excerpt(log);
  return how + (lines.empty() ? "" : "; its output:" + lines);
}

ShellCommand::ShellCommand(const std::string& command, std::string log_path, Guardian& guardian, int grace,
                           const Environment& more, Echo echo)
    : log_path_(std::move(log_path)), guardian_(guardian), grace_(grace), echo_(std::move(echo)) {
  ::unlink(log_path_.c_str());
  std::array<int, 2> gate{};
  int error = ::pipe2(gate.data(), O_CLOEXEC) == 0 ? 0 : errno;
  if (error == 0) {
    error = spawn(command, log_path_, more, gate[0], pid_);
    ::close(gate[0]);
    // Before anything of the command runs, so that nothing of it is left if this process dies now.
    if (error == 0) guardian_.end_process_group(pid_, grace_);
    if (error == 0 && ::write(gate[1], "\n", 1) != 1) error = errno;
    ::close(gate[1]);
  }
  if (error != 0) throw OutputError("cannot run a shell: " + std::string(std::strerror(error)));
}

bool ShellCommand::ended() {
  if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  echo_new_output();
  return ended_;
}

CommandEnd ShellCommand::wait(const Deadline& deadline) {
  CommandEnd end;
  while (!ended() && !deadline.passed()) std::this_thread::sleep_for(kCommandPoll);
  end.timed_out = !ended_;
  // The group's number is ours as long as a member is not reaped.
  while (!ended()) {
    end_group(pid_, grace_);
    std::this_thread::sleep_for(kCommandPoll);
  }
  end_group(pid_, grace_);
  guardian_.forget_process_group(pid_);
  echo_new_output();
  if (!end.timed_out && WIFEXITED(status_)) end.exit_code = WEXITSTATUS(status_);
  if (!end.timed_out && WIFSIGNALED(status_)) end.signal = WTERMSIG(status_);
  end.log = log();
  return end;
}

std::string ShellCommand::log() const {
  return read_log(log_path_);
}

void ShellCommand::echo_new_output() {
  if (!echo_) return;
  std::ifstream file(log_path_, std::ios::binary);
  file.seekg(echoed_);
  std::array<char, 4096> buffer{};
  while (file.read(buffer.data(), buffer.size()), file.gcount() > 0) {
    echo_({buffer.data(), static_cast<std::size_t>(file.gcount())});
    echoed_ += file.gcount();
  }
}

}  // namespace heapgate
