#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

/// Errors that end a run, and the exit code that each stands for.
namespace heapgate {

/// The process exit codes, a contract with every script that calls heapgate.
enum class ExitCode : int {
  pass = 0,          ///< every budget holds, warnings included
  exceeded = 1,      ///< a budget is exceeded
  usage = 2,         ///< wrong command line or rule file; decided before any dump is read
  inconclusive = 3,  ///< the dumps cannot be judged, or not be taken
  internal = 4,      ///< heapgate itself failed: an output cannot be written, an internal error
};

/// An error whose text is ready for the user: `path:line: what is wrong`, lower case, no final period.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// A wrong command line or rule file.
struct UsageError : Error {
  explicit UsageError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// A server that cannot be captured: it cannot be reached, it ended, its load failed, it took too long.
struct CaptureError : Error {
  explicit CaptureError(const std::string& message) : Error(ExitCode::inconclusive, message) {}
};

/// An output that cannot be written.
struct OutputError : Error {
  explicit OutputError(const std::string& message) : Error(ExitCode::internal, message) {}
};

}  // namespace heapgate
