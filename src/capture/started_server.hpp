#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "choice.hpp"
#include "reach.hpp"
#include "server.hpp"

namespace heapgate {

/// A server that the capture starts, and which of its processes are dumped.
class StartedServer {
 public:
  /// Starts it, and waits until it is ready and runs Ruby. From then on `reach` knows where its processes
  /// have announced themselves. Throws CaptureError.
  explicit StartedServer(Reach& reach);

  /// Whether nothing but their work tells which of its processes serves: they have booted, and a warm-up more
  /// between measure_work() and choose() tells. Call it behind a warm-up.
  [[nodiscard]] bool needs_measuring() const;
  void measure_work() { before_ = measure(); }
  /// The processes to dump: call it behind the warm-up. Throws CaptureError.
  [[nodiscard]] std::vector<pid_t> choose();
  /// Tells of a process that has forked others, which are gone.
  void note_jobs(const Hook& hook, const std::function<void(const std::string&)>& note) const;

 private:
  /// Objects that each process has allocated; of those that have preloaded the hook.
  [[nodiscard]] std::map<pid_t, std::uint64_t> measure() const;
  [[nodiscard]] std::vector<Candidate> candidates() const;

  const Reach& reach_;
  Server server_;
  std::map<pid_t, std::uint64_t> before_;
};

}  // namespace heapgate
