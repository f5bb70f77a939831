#include "endpoint.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <thread>

#include "heapgate/error.hpp"
#include "heapgate/meta_file.hpp"
#include "proc.hpp"
#include "util/http/http.hpp"

namespace heapgate {
namespace {

constexpr auto kOtherWorkerPause = std::chrono::milliseconds(50);
constexpr auto kBusyPause = std::chrono::seconds(1);

template <typename Number>
std::optional<Number> number(const std::string& text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Headers are the meta file's keys in another spelling.
Meta meta_of(const HttpAnswer& answer) {
  std::string text;
  for (const char* key :
       {"pid", "gc-count", "total-allocated-objects", "total-freed-objects", "heap-live-slots",
        "heap-allocated-pages", "rss", "peak-rss", "threads", "ruby", "own", "cwd", "command", "fork"}) {
    std::string name = key;
    std::replace(name.begin(), name.end(), '-', '_');
    const std::string value = answer.header(std::string("heapgate-") + key);
    if (!value.empty()) text += name + "=" + value + "\n";
  }
  return parse_meta(text).value_or(Meta{});
}

std::string meaning(const HttpAnswer& answer) {
  switch (answer.status) {
    case 0: return "no answer: " + answer.error;
    case 401:
    case 403: return "the token is refused";
    case 404: return "there is no endpoint: is its token set in the server, and the path right?";
    default: break;
  }
  if (answer.status >= 300 && answer.status < 400) {
    return "redirects to " + answer.header("location") + ": name that URL, the token is not sent elsewhere";
  }
  return "answers with status " + std::to_string(answer.status);
}

// The host of a URL, whose scheme curl does not need.
std::string host_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  std::string host = url.substr(scheme == std::string::npos ? 0 : scheme + 3);
  host.resize(std::min(host.find_first_of("/?#"), host.size()));
  if (const std::size_t user = host.rfind('@'); user != std::string::npos) host.erase(0, user + 1);
  const std::size_t port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  return host.substr(0, port);
}

bool is_this_machine(const std::string& host) {
  const bool number = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "[::1]" || (number && host.starts_with("127."));
}

}  // namespace

bool exposes_token(const std::string& url) {
  std::string text = url;
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  if (text.starts_with("https://")) return false;
  return !is_this_machine(host_of(text));
}

void Endpoint::try_it(const Deadline& deadline) const {
  // No process is number 0, so that whichever is asked says that another one was meant.
  const std::vector<std::string> headers{"Authorization: Bearer " + token_, "Connection: close",
                                         "Heapgate-Pid: 0"};
  const HttpAnswer answer = http_get(
      url_, headers, [](std::string_view) {}, deadline);
  const bool is_endpoint = answer.status == 409 || answer.status == 429 || answer.status == 200;
  if (!is_endpoint) throw CaptureError(url_ + ": " + meaning(answer));
}

Meta Endpoint::dump(const Sink& sink, const Deadline& deadline) {
  std::vector<std::string> headers{"Authorization: Bearer " + token_, "Connection: close",
                                   "Heapgate-Names: 1"};
  if (pid_ != 0) headers.push_back("Heapgate-Pid: " + std::to_string(pid_));
  std::string waiting_for;
  for (;;) {
    const HttpAnswer answer = http_get(url_, headers, sink, deadline);
    const bool busy = answer.status == 429;
    if (busy) waiting_for = "another dump is being taken all the time";
    if (answer.status == 409) waiting_for = process_label(pid_) + " does not answer any more";
    if (deadline.passed() && answer.status != 200 && !waiting_for.empty())
      throw CaptureError(url_ + ": " + waiting_for);
    if (busy || answer.status == 409) {
      std::this_thread::sleep_for(busy ? std::chrono::milliseconds(kBusyPause) : kOtherWorkerPause);
      continue;
    }
    if (answer.status != 200) throw CaptureError(url_ + ": " + meaning(answer));
    if (!answer.error.empty()) throw CaptureError(url_ + ": the dump was cut: " + answer.error);
    if (!answer.framed)
      throw CaptureError(url_ + ": the answer has no length, so that a cut dump would not show");
    const auto pid = number<pid_t>(answer.header("heapgate-pid"));
    if (!pid) throw CaptureError(url_ + ": the answer is not a dump: it has no Heapgate-Pid header");
    pid_ = *pid;
    tracing_ = answer.header("heapgate-tracing") != "off";
    return meta_of(answer);
  }
}

}  // namespace heapgate
