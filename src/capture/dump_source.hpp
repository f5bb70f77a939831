#pragma once

#include <sys/types.h>

#include <functional>
#include <string_view>

#include "heapgate/error.hpp"
#include "heapgate/heap.hpp"
#include "util/http/deadline.hpp"

namespace heapgate {

/// Takes a dump's text piece by piece. What it throws ends the dump.
using Sink = std::function<void(std::string_view)>;

/// The process is gone, so that it cannot be dumped any more.
struct ProcessEnded : CaptureError {
  using CaptureError::CaptureError;
};

/// The process is there, but the child that was to write its dump failed or stalled.
struct DumpFailed : CaptureError {
  using CaptureError::CaptureError;
};

/// One process that can be dumped.
class DumpSource {
 public:
  virtual ~DumpSource() = default;

  [[nodiscard]] virtual pid_t pid() const = 0;
  /// Gives a complete dump to `sink` and returns what goes into its meta file, or throws CaptureError:
  /// ProcessEnded or DumpFailed if that is why.
  virtual Meta dump(const Sink& sink, const Deadline& deadline) = 0;
  /// After a DumpFailed: has dumps taken in a way that asks for less from now on. False if there is none.
  virtual bool fall_back() { return false; }
};

}  // namespace heapgate
