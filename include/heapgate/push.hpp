#pragma once

#include <string>
#include <vector>

#include "heapgate/run_origin.hpp"

/// Metrics pushed to where a team's dashboards read them.
namespace heapgate {

struct PushTarget {
  std::string url;    ///< as the user named it
  std::string token;  ///< sent as `Authorization: Bearer`; empty: none
};

/// One request: what is sent where.
struct PushRequest {
  std::string method;
  std::string url;
};

/// A URL whose path ends in /api/v1/import/prometheus is VictoriaMetrics', anything else the base of a
/// Pushgateway, whose path behind it is `metrics/job/heapgate` unless the URL names a job. Repository and
/// branch go along as labels. Throws UsageError if the URL is neither http nor https.
[[nodiscard]] PushRequest push_request(const std::string& url, const RunOrigin& origin);

/// How long and how often is tried.
struct RetryPolicy {
  double timeout = 5;     ///< seconds a try
  unsigned tries = 3;     ///< in all; only what may pass by itself is tried again
  double first_wait = 1;  ///< seconds before the second try, then twice as long each time
};

/// Sends the metrics. Gives why that failed, without user, password or token of the URL; empty if it did not.
[[nodiscard]] std::string push_metrics(const PushTarget& target, const RunOrigin& origin,
                                       const std::string& metrics, const RetryPolicy& retries = {});

}  // namespace heapgate
