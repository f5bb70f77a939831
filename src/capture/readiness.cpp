#include "readiness.hpp"

#include <chrono>
#include <thread>

#include "heapgate/error.hpp"
#include "util/http/http.hpp"

namespace heapgate {
namespace {

constexpr auto kReadinessPoll = std::chrono::milliseconds(50);
constexpr double kReadinessProbeSeconds = 5;

}  // namespace

bool Readiness::ask() {
  status_ = http_status(url_, Deadline(kReadinessProbeSeconds));
  return status_ >= 200 && status_ < 400;
}

std::string Readiness::last() const {
  if (status_ == 0) return url_ + " does not answer";
  return url_ + " answers " + std::to_string(status_) + ", and not 2xx or 3xx";
}

void Readiness::await(const Deadline& deadline) {
  while (!ask()) {
    if (deadline.passed()) throw CaptureError("the server is not ready in time: " + last());
    std::this_thread::sleep_for(kReadinessPoll);
  }
}

}  // namespace heapgate
