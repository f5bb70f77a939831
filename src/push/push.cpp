#include "heapgate/push.hpp"
#include "heapgate/run_origin.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <thread>

#include "heapgate/error.hpp"
#include "util/ascii.hpp"
#include "util/http/http.hpp"

namespace heapgate {
namespace {

constexpr std::string_view kImport = "/api/v1/import/prometheus";
constexpr std::size_t kAnswerShown = 200;

bool is_unreserved(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      result += c;
    } else {
      (result += '%') += {kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return result;
}

// The alphabet for URLs, without padding.
std::string base64(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string result;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, text.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (j < count ? static_cast<unsigned char>(text[i + j]) : 0U);
    for (std::size_t j = 0; j <= count; ++j) result += kLetters[bits >> (18 - 6 * j) & 63];
  }
  return result;
}

// A path cannot hold a slash, so that such a value goes in base64.
std::string grouping(const std::string& label, const std::string& value) {
  if (value.empty()) return "";
  if (value.find('/') != std::string::npos) return "/" + label + "@base64/" + base64(value);
  return "/" + label + "/" + percent_encoded(value);
}

std::string extra_labels(const std::string& url, const RunOrigin& origin) {
  std::string result;
  for (const auto& [label, value] :
       {std::pair("repository", &origin.repository), std::pair("branch", &origin.branch)}) {
    if (value->empty()) continue;
    result += url.find('?') == std::string::npos && result.empty() ? '?' : '&';
    result += "extra_label=" + percent_encoded(std::string(label) + "=" + *value);
  }
  return result;
}

// Without user and password, and without a query, which may hold a token.
std::string harmless(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  std::string rest = url.substr(begin);
  rest.resize(std::min(rest.find_first_of("?#"), rest.size()));
  const std::size_t at = rest.substr(0, rest.find('/')).rfind('@');
  return url.substr(0, begin) + (at == std::string::npos ? rest : rest.substr(at + 1));
}

bool may_pass(long status) {
  return status == 0 || status == 408 || status == 429 || status >= 500;
}

std::string problem_of(const HttpAnswer& answer, const std::string& body) {
  if (answer.status / 100 == 2) return "";
  if (answer.status == 0) return "no answer: " + answer.error;
  const std::string said = body.substr(0, body.find('\n'));
  return "status " + std::to_string(answer.status) + (said.empty() ? "" : ": " + said);
}

}  // namespace

PushRequest push_request(const std::string& url, const RunOrigin& origin) {
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    throw UsageError("--push names no URL of http or https");
  const std::string path = url.substr(0, url.find('?'));
  if (path.ends_with(kImport)) return {"POST", url + extra_labels(url, origin)};
  if (path != url) throw UsageError("--push: the URL of a Pushgateway has no '?'");
  std::string base = url;
  while (base.ends_with('/')) base.pop_back();
  if (base.find("/metrics/job") == std::string::npos) base += "/metrics/job/heapgate";
  return {"PUT", base + grouping("repository", origin.repository) + grouping("branch", origin.branch)};
}

std::string push_metrics(const PushTarget& target, const RunOrigin& origin, const std::string& metrics,
                         const RetryPolicy& retries) {
  const PushRequest request = push_request(target.url, origin);
  std::vector<std::string> headers{"Content-Type: text/plain; version=0.0.4; charset=utf-8"};
  if (!target.token.empty()) headers.push_back("Authorization: Bearer " + target.token);
  std::string problem;
  for (unsigned i = 0; i < retries.tries; ++i) {
    const double wait = i == 0 ? 0 : retries.first_wait * static_cast<double>(1U << (i - 1));
    std::this_thread::sleep_for(std::chrono::duration<double>(wait));
    std::string body;
    const HttpAnswer answer = http_send(
        request.method, request.url, headers, metrics,
        [&](std::string_view piece) {
          body += piece.substr(0, kAnswerShown - std::min(kAnswerShown, body.size()));
        },
        Deadline(retries.timeout));
    problem = problem_of(answer, body);
    if (!may_pass(answer.status)) break;
  }
  return problem.empty() ? "" : harmless(target.url) + ": the metrics were not pushed: " + problem;
}

}  // namespace heapgate
