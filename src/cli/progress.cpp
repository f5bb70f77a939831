#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <string_view>

#include "terminal.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<int, 4> kEndingSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr std::string_view kClearLine = "\r\033[K";

void show(std::string_view text) {
  // A terminal that is gone is no reason to stop.
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text.data(), text.size());
}

extern "C" void clear_and_end(int signal) {
  show(kClearLine);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void handle_signals(void (*handler)(int)) {
  for (const int signal : kEndingSignals) {
    // Who ignores it (nohup) goes on doing so.
    if (std::signal(signal, handler) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

void receive_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  for (const int signal : kEndingSignals) sigaddset(&ending, signal);
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
}

}  // namespace

std::string progress_text(std::uint64_t bytes, std::uint64_t total, double seconds) {
  constexpr std::uint64_t kWidth = 30;
  std::string text = "reading ";
  if (total > 0) {
    const std::uint64_t share = std::min(bytes, total);
    const auto filled =
        static_cast<std::size_t>(static_cast<double>(share) / static_cast<double>(total) * kWidth);
    text += "[" + std::string(filled, '=') + std::string(kWidth - filled, ' ') + "] ";
  }
  text += human_bytes(bytes);
  if (total > 0) text += " of " + human_bytes(total);
  const double rate = seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
  return text + ", " + human_bytes(static_cast<std::uint64_t>(rate)) + "/s";
}

ProgressBar::ProgressBar(const ReadProgress& progress) : progress_(progress) {
  if (!is_terminal(STDERR_FILENO)) return;
  guard_.emplace();
  thread_ = std::thread([this] { run(); });
}

ProgressBar::~ProgressBar() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ProgressBar::run() {
  constexpr auto kSilent = std::chrono::seconds(1);
  constexpr auto kBetween = std::chrono::milliseconds(100);
  const auto start = Clock::now();
  receive_signals();
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, kSilent, [this] { return done_; })) return;
  handle_signals(clear_and_end);
  do {
    const std::chrono::duration<double> seconds = Clock::now() - start;
    show(std::string(kClearLine) + progress_text(progress_.bytes, progress_.total, seconds.count()));
  } while (!wake_.wait_for(lock, kBetween, [this] { return done_; }));
  show(kClearLine);
  handle_signals(SIG_DFL);
}

}  // namespace heapgate
