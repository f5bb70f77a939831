#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "heapgate/reading.hpp"
#include "util/files/signal_guard.hpp"

namespace heapgate {

/// "reading [=====>    ] 1.2 of 2.5 GiB, 512.0 MiB/s"; without a bar if the total is not known.
[[nodiscard]] std::string progress_text(std::uint64_t bytes, std::uint64_t total, double seconds);

/// While it lives, work of over a second shows how far it is on a line of standard error that goes again at
/// its end and on ^C. Only if standard error is a terminal that can.
class ProgressBar {
 public:
  /// `progress` must outlive it.
  explicit ProgressBar(const ReadProgress& progress);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

 private:
  void run();

  const ReadProgress& progress_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  // Threads begun meanwhile inherit it, so that the bar's thread alone is ended and nothing is drawn after
  // its end.
  std::optional<SignalGuard> guard_;
  std::thread thread_;
};

}  // namespace heapgate
