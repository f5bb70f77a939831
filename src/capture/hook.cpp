#include "hook.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "hook_script.hpp"
#include "proc.hpp"

namespace heapgate {
namespace {

constexpr int kPipeSize = 1 << 20;
constexpr int kPollMilliseconds = 200;
constexpr double kEndSeconds = 3;

[[noreturn]] void fail(const std::string& path) {
  throw OutputError(path + ": cannot be made: " + std::strerror(errno));
}

int open_pipe(const std::string& path, int flags) {
  return ::open(path.c_str(), flags | O_NONBLOCK | O_CLOEXEC);
}

void write_file(const std::string& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  if (!written) fail(path);
}

// The text behind `key=`, up to `end` or the line's end.
std::string value_of(const std::string& line, const std::string& key, char end) {
  const std::size_t at = line.find(" " + key + "=");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size() + 2;
  return line.substr(begin, line.find(end, begin) - begin);
}

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

/// What is known of a dump while it is taken.
struct Hook::Dumping {
  bool written = false;  // the child has written all of it
  bool ended = false;    // the child is gone
  std::string failure;
  std::string status;
  std::optional<std::uint64_t> gc_count;
};

Hook::Hook(pid_t pid, uid_t owner, Guardian& guardian) : pid_(pid), folder_("/tmp/heapgate-XXXXXX") {
  if (::mkdtemp(folder_.data()) == nullptr) fail(folder_);
  guardian.folder(folder_);
  script_ = path("hook.rb");
  write_file(script_, hook_script());
  for (const char* name : {"events", "commands", "data"}) {
    if (::mkfifo(path(name).c_str(), 0600) != 0) fail(path(name));
  }
  if (owner != ::geteuid()) {
    for (const std::string& mine : {script_, path("events"), path("commands"), path("data"), folder_}) {
      if (::chown(mine.c_str(), owner, static_cast<gid_t>(-1)) != 0) fail(mine);
    }
  }
  events_ = open_pipe(path("events"), O_RDONLY);
  if (events_ < 0) fail(path("events"));
  // For reading too, so that neither end waits for the other one to open it.
  commands_ = open_pipe(path("commands"), O_RDWR);
  if (commands_ < 0) fail(path("commands"));
}

Hook::~Hook() {
  end();
}

void Hook::end() {
  if (commands_ >= 0) ::close(commands_);
  commands_ = -1;
  const Deadline deadline(tracing_ || !ruby_.empty() ? kEndSeconds : 0);
  std::string line;
  while (events_ >= 0 && !closed_ && !deadline.passed())
    next_event(line, deadline.milliseconds(kPollMilliseconds));
  if (events_ >= 0) ::close(events_);
  events_ = -1;
}

void Hook::read_events() {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(events_, buffer.data(), buffer.size());
  if (size > 0) received_.append(buffer.data(), static_cast<std::size_t>(size));
  if (size == 0) closed_ = true;
}

bool Hook::next_event(std::string& line, int milliseconds) {
  if (received_.find('\n') == std::string::npos) {
    pollfd poll{events_, POLLIN, 0};
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
  if (line.starts_with("failed ")) {
    throw CaptureError("process " + std::to_string(pid_) +
                       ": the capture's script failed: " + line.substr(7));
  }
  tracing_ = value_of(line, "tracing", ' ') == "on";
  ruby_ = value_of(line, "ruby", '\n');
  return true;
}

void Hook::fail_ended(const std::string& during) const {
  const std::string who = "process " + std::to_string(pid_);
  if (!runs(pid_)) throw ProcessEnded(who + " ended " + during);
  throw CaptureError(who + ": the capture's thread was ended " + during);
}

void Hook::send(const std::string& command) {
  const std::string text = command + "\n";
  if (::write(commands_, text.data(), text.size()) < 0) fail_ended("before it could be dumped");
}

void Hook::start_tracing(const Deadline& deadline) {
  send("trace");
  std::string line;
  while (!next_event(line, deadline.milliseconds(kPollMilliseconds))) {
    if (closed_) fail_ended("when tracing was to start");
    if (deadline.passed())
      throw CaptureError("process " + std::to_string(pid_) + ": tracing did not start in time");
  }
  tracing_ = true;
}

void Hook::on_event(const std::string& line, Dumping& dumping) {
  if (line == "written") dumping.written = true;
  if (line.starts_with("failed ")) dumping.failure = line.substr(7);
  if (!line.starts_with("ended ")) return;
  dumping.ended = true;
  dumping.status = value_of(line, "status", '\n');
  const std::string count = value_of(line, "gc_count", ' ');
  if (!count.empty()) dumping.gc_count = std::stoull(count);
}

DumpFacts Hook::dump(const Sink& sink, const Deadline& deadline) {
  const OpenFile data(open_pipe(path("data"), O_RDONLY));
  std::string line;
  while (next_event(line, 0)) {  // left from a dump that was given up
  }
  if (data.get() < 0 || closed_) fail_ended("before it could be dumped");
  ::fcntl(data.get(), F_SETPIPE_SZ, kPipeSize);
  send("dump");
  Dumping dumping;
  std::vector<char> buffer(kPipeSize);
  // Ends when the child is gone and the pipe is empty.
  for (bool drained = false; !dumping.ended || !drained;) {
    std::array<pollfd, 2> polls{{{data.get(), POLLIN, 0}, {events_, POLLIN, 0}}};
    if (dumping.ended) polls[1].fd = -1;
    ::poll(polls.data(), polls.size(), dumping.ended ? 0 : deadline.milliseconds(kPollMilliseconds));
    const ssize_t size =
        (polls[0].revents & POLLIN) != 0 ? ::read(data.get(), buffer.data(), buffer.size()) : 0;
    if (size > 0) sink({buffer.data(), static_cast<std::size_t>(size)});
    drained = size <= 0;
    while (!dumping.ended && next_event(line, 0)) on_event(line, dumping);
    if (closed_ && !dumping.ended && dumping.failure.empty()) fail_ended("while it was dumped");
    if (closed_) dumping.ended = true;
    if (deadline.passed()) throw CaptureError("process " + std::to_string(pid_) + ": the dump took too long");
  }
  if (!dumping.written) {
    throw CaptureError("process " + std::to_string(pid_) + ": the dump failed: " +
                       (dumping.failure.empty() ? "its child ended by " + dumping.status : dumping.failure));
  }
  return {pid_, dumping.gc_count, ruby_, script_, working_folder(pid_)};
}

}  // namespace heapgate
