#pragma once

#include <string>

#include "dump_source.hpp"

namespace heapgate {

/// A process that serves its dump over HTTP (examples/rack-endpoint). The first dump tells which process it
/// is; later ones are asked of the same, whichever worker a request reaches.
class Endpoint : public DumpSource {
 public:
  Endpoint(std::string url, std::string token) : url_(std::move(url)), token_(std::move(token)) {}

  /// Whether it is there and takes the token, without a dump. Throws CaptureError.
  void try_it(const Deadline& deadline) const;
  /// 0 before the first dump.
  [[nodiscard]] pid_t pid() const override { return pid_; }
  Meta dump(const Sink& sink, const Deadline& deadline) override;
  /// Whether the process said that it traces allocations, with the last dump.
  [[nodiscard]] bool tracing() const { return tracing_; }

 private:
  std::string url_;
  std::string token_;
  pid_t pid_ = 0;
  bool tracing_ = true;
};

/// Whether a token for `url` would travel in clear text to another machine.
[[nodiscard]] bool exposes_token(const std::string& url);

}  // namespace heapgate
