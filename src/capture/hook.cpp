#include "hook.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "heapgate/meta_file.hpp"
#include "hook_dump.hpp"
#include "proc.hpp"
#include "temporary_folder.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kBufferSize = 1 << 20;
constexpr int kHookPollMilliseconds = 200;
constexpr double kEndSeconds = 3;
constexpr double kEndingSeconds = 1;
constexpr useconds_t kEndingPoll = 20'000;

}  // namespace

/// What is known of a dump while it is taken.
struct Hook::Dumping {
  Meta meta;
  pid_t child = 0;
  bool written = false;  // the child has written all of it
  bool done = false;     // the child is gone, and the process has gone on
  std::string failure;
  std::string status;

  void take(const std::string& line) {
    if (line.starts_with("facts ")) meta = parse_meta(line).value_or(Meta{});
    if (line.starts_with("forked ")) child = std::atoi(event_value(line, "child", ' ').c_str());
    if (line == "written") written = true;
    if (line.starts_with("child-failed ")) failure = line.substr(13);
    if (line.starts_with("ended ")) status = event_value(line, "status", '\n');
    if (line.starts_with("failed ")) failure = line.substr(7);
    done = done || line == "done" || line.starts_with("failed ");
  }
};

Hook::Hook(pid_t pid, HookPipes pipes, std::string script, bool preloaded)
    : pid_(pid), pipes_(std::move(pipes)), script_(std::move(script)), preloaded_(preloaded) {}

std::unique_ptr<Hook> Hook::to_load(pid_t pid, uid_t owner, const std::string& temporary,
                                    Guardian& guardian) {
  const std::string folder = make_temporary_folder(temporary, guardian);
  // Nothing in it can be replaced by the server's user, who has to read it.
  if (owner != ::geteuid()) allow_others(folder, kMayEnter);
  write_readable(folder + "/hook.rb", hook_script());
  HookPipes pipes = HookPipes::make(folder, owner);
  return std::unique_ptr<Hook>(new Hook(pid, std::move(pipes), folder + "/hook.rb", false));
}

std::unique_ptr<Hook> Hook::preloaded(pid_t pid, uid_t owner, const std::string& folder) {
  auto pipes = HookPipes::open(folder, owner);
  if (!pipes) return nullptr;
  std::unique_ptr<Hook> hook(new Hook(pid, std::move(*pipes), {}, true));
  hook->send("hello");
  return hook;
}

Hook::~Hook() {
  end();
}

void Hook::end() {
  // A process that is gone needs no word, and this may run in a destructor.
  if (preloaded_ && pipes_.commands() >= 0) (void)write_command("bye");
  pipes_.close_commands();
  const Deadline deadline(tracing_ || !ruby_.empty() ? kEndSeconds : 0);
  std::string line;
  while (pipes_.events() >= 0 && !closed_ && !deadline.passed())
    next_event(line, deadline.milliseconds(kHookPollMilliseconds));
  pipes_.close_events();
}

void Hook::read_events() {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(pipes_.events(), buffer.data(), buffer.size());
  if (size > 0) received_.append(buffer.data(), static_cast<std::size_t>(size));
  // Before a preloaded script has opened its end, there is none either.
  if (size == 0 && (!preloaded_ || !ruby_.empty())) closed_ = true;
}

bool Hook::next_event(std::string& line, int milliseconds) {
  if (received_.find('\n') == std::string::npos) {
    pollfd poll{pipes_.events(), POLLIN, 0};
    if (::poll(&poll, 1, milliseconds) > 0) read_events();
  }
  const std::size_t end = received_.find('\n');
  if (end == std::string::npos) return false;
  line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return true;
}

bool Hook::connected(int milliseconds) {
  std::string line;
  if (!ruby_.empty() || !next_event(line, milliseconds)) return !ruby_.empty();
  if (line.starts_with("own ")) {
    script_ = line.substr(4);
    return connected(milliseconds);
  }
  if (line.starts_with("failed "))
    throw CaptureError(process_label(pid_) + ": the capture's script failed: " + line.substr(7));
  tracing_ = event_value(line, "tracing", ' ') == "on";
  allocated_ = std::strtoull(event_value(line, "allocated", ' ').c_str(), nullptr, 10);
  forks_ = std::strtoull(event_value(line, "forks", ' ').c_str(), nullptr, 10);
  ruby_ = event_value(line, "ruby", '\n');
  return true;
}

void Hook::fail_ended(const std::string& during) const {
  // A process that ends closes its pipes first.
  const Deadline ending(kEndingSeconds);
  while (runs(pid_) && !ending.passed()) ::usleep(kEndingPoll);
  if (!runs(pid_)) throw ProcessEnded(process_label(pid_) + " ended " + during);
  throw CaptureError(process_label(pid_) + ": the capture's thread was ended " + during);
}

bool Hook::write_command(const std::string& command) const {
  const std::string text = command + "\n";
  return ::write(pipes_.commands(), text.data(), text.size()) >= 0;
}

void Hook::send(const std::string& command) {
  if (!write_command(command)) fail_ended("before it could be dumped");
}

void Hook::start_tracing(const Deadline& deadline) {
  send("trace");
  std::string line;
  while (!next_event(line, deadline.milliseconds(kHookPollMilliseconds))) {
    if (closed_) fail_ended("when tracing was to start");
    if (deadline.passed()) throw CaptureError(process_label(pid_) + ": tracing did not start in time");
  }
  tracing_ = true;
}

void Hook::prepare() {
  send("prepare");
}

void Hook::fork_by(ForkMode mode) {
  threads_ = mode != ForkMode::plain;
  may_fall_back_ = mode == ForkMode::automatic;
}

bool Hook::fall_back() {
  const bool possible = threads_ && may_fall_back_;
  if (possible) threads_ = false;
  return possible;
}

// Ends when the child is gone and the pipe is empty.
void Hook::run_dump(Dumping& dumping, const OpenFile& data, const Sink& sink, const Deadline& deadline) {
  std::vector<char> buffer(kBufferSize);
  std::string line;
  StallWatch watch;
  bool begun = false;
  for (bool drained = false; !dumping.done || !drained;) {
    std::array<pollfd, 2> polls{{{data.get(), POLLIN, 0}, {pipes_.events(), POLLIN, 0}}};
    if (dumping.done) polls[1].fd = -1;
    ::poll(polls.data(), polls.size(), dumping.done ? 0 : deadline.milliseconds(kHookPollMilliseconds));
    const bool ready = (polls[0].revents & POLLIN) != 0;
    const ssize_t size = ready ? ::read(data.get(), buffer.data(), buffer.size()) : 0;
    if (size > 0) sink({buffer.data(), static_cast<std::size_t>(size)});
    drained = size <= 0;
    while (!dumping.done && next_event(line, 0)) dumping.take(line);
    begun = begun || size > 0 || dumping.child > 0;
    if (closed_ && !dumping.done && dumping.failure.empty())
      fail_ended(begun ? "while it was dumped" : "before it could be dumped");
    if (closed_) dumping.done = true;
    if (threads_ && dumping.child > 0 && !dumping.written && dumping.failure.empty() &&
        watch.stalled(dumping.child, size > 0)) {
      dumping.failure = "its child stalled";
      ::kill(dumping.child, SIGKILL);
    }
    if (deadline.passed()) throw CaptureError(process_label(pid_) + ": the dump took too long");
  }
}

Meta Hook::dump(const Sink& sink, const Deadline& deadline) {
  const OpenFile data = pipes_.open_data();
  std::string line;
  while (next_event(line, 0)) {  // left from a dump that was given up
  }
  if (closed_ || !runs(pid_)) fail_ended("before it could be dumped");
  if (!data.is_open())
    throw CaptureError(process_label(pid_) + ": the pipe for its dumps is gone, or is not its own any more");
  send(threads_ ? "dump threads" : "dump plain");
  Dumping dumping;
  run_dump(dumping, data, sink, deadline);
  if (!dumping.written) {
    throw DumpFailed(process_label(pid_) + ": the dump failed: " +
                     (dumping.failure.empty() ? "its child ended by " + dumping.status : dumping.failure));
  }
  Meta meta = std::move(dumping.meta);
  const Memory memory = read_memory(pid_);
  meta.pid = static_cast<std::uint64_t>(pid_);
  meta.ruby = ruby_;
  meta.own = script_;
  meta.working_folder = working_folder(pid_);
  meta.command = command_line(pid_);
  meta.fork = threads_ ? "threads" : "plain";
  meta.rss = memory.rss;
  meta.peak_rss = memory.peak_rss;
  return meta;
}

}  // namespace heapgate
