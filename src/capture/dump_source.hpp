#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "heapgate/error.hpp"
#include "http/deadline.hpp"

namespace heapgate {

/// Takes a dump's text piece by piece. What it throws ends the dump.
using Sink = std::function<void(std::string_view)>;

/// What goes into a dump's meta file.
struct DumpFacts {
  pid_t pid = 0;
  std::optional<std::uint64_t> gc_count{};
  std::string ruby{};
  std::string own{};  ///< the file whose objects are the capture's own, as allocation sites name it
  std::string working_folder{};
};

/// The process is gone, so that it cannot be dumped any more.
struct ProcessEnded : CaptureError {
  using CaptureError::CaptureError;
};

/// One process that can be dumped.
class DumpSource {
 public:
  virtual ~DumpSource() = default;

  [[nodiscard]] virtual pid_t pid() const = 0;
  /// Gives a complete dump to `sink`, or throws CaptureError (ProcessEnded if that is why).
  virtual DumpFacts dump(const Sink& sink, const Deadline& deadline) = 0;
};

}  // namespace heapgate
