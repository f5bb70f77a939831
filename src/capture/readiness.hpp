#pragma once

#include <string>

#include "util/http/deadline.hpp"

namespace heapgate {

/// Whether a URL answers as a server that is ready does: 2xx or 3xx. One that answers every request with an
/// error would pass any load.
class Readiness {
 public:
  explicit Readiness(std::string url) : url_(std::move(url)) {}

  /// Asks once.
  [[nodiscard]] bool ask();
  /// Until it is ready. Throws CaptureError.
  void await(const Deadline& deadline);
  /// What was answered last, for an error: "URL answers 404, and not 2xx or 3xx".
  [[nodiscard]] std::string last() const;

 private:
  std::string url_;
  long status_ = 0;
};

}  // namespace heapgate
