// Where metrics are pushed to, and what happens if that fails.

#include "heapgate/push.hpp"
#include "heapgate/run_origin.hpp"

#include <gmock/gmock.h>

#include "heapgate/error.hpp"
#include "loopback_server.hpp"

namespace heapgate {
namespace {

using test::LoopbackServer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

RunOrigin origin(const std::string& repository, const std::string& branch) {
  RunOrigin result;
  result.repository = repository;
  result.branch = branch;
  return result;
}

std::string url_for(const std::string& url, const std::string& repository, const std::string& branch) {
  const PushRequest request = push_request(url, origin(repository, branch));
  return request.method + " " + request.url;
}

const RetryPolicy kShort{2, 3, 0.01};

TEST(PushRequest, GroupsByRepositoryAndBranchAtAPushgateway) {
  EXPECT_EQ(url_for("http://h:9091", "api", "main"),
            "PUT http://h:9091/metrics/job/heapgate/repository/api/branch/main");
  EXPECT_EQ(url_for("http://h:9091//", "", "main"), "PUT http://h:9091/metrics/job/heapgate/branch/main");
  EXPECT_EQ(url_for("http://h/base/metrics/job/mine/", "", ""), "PUT http://h/base/metrics/job/mine");
}

TEST(PushRequest, EncodesWhatAPathCannotHold) {
  EXPECT_EQ(url_for("http://h", "shop/api", "fix/ümlaut?"),
            "PUT http://h/metrics/job/heapgate/repository@base64/c2hvcC9hcGk/branch@base64/Zml4L8O8bWxhdXQ_");
  EXPECT_EQ(url_for("http://h", "", "a b%#\n.."),
            "PUT http://h/metrics/job/heapgate/branch/a%20b%25%23%0A..");
}

TEST(PushRequest, AddsLabelsForVictoriaMetrics) {
  EXPECT_EQ(
      url_for("https://h/api/v1/import/prometheus", "shop/api", "a&b"),
      "POST "
      "https://h/api/v1/import/prometheus?extra_label=repository%3Dshop%2Fapi&extra_label=branch%3Da%26b");
  EXPECT_EQ(url_for("https://h/api/v1/import/prometheus?x=1", "", "b"),
            "POST https://h/api/v1/import/prometheus?x=1&extra_label=branch%3Db");
}

TEST(PushRequest, RefusesWhatIsNoUrl) {
  for (const char* bad : {"h:9091", "ftp://h", "file:///etc/passwd", "http://h/?x=1"})
    EXPECT_THROW((void)push_request(bad, {}), UsageError) << bad;
}

TEST(PushMetrics, SendsThemOnce) {
  const LoopbackServer server({"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(push_metrics({server.url(), "t0ken"}, origin("", "main"), "heapgate_verdict 1\n", kShort), "");
  ASSERT_EQ(server.requests().size(), 1U);
  EXPECT_THAT(server.requests()[0], StartsWith("PUT /dump/metrics/job/heapgate/branch/main HTTP/1.1\r\n"));
  EXPECT_THAT(server.requests()[0], HasSubstr("\r\nAuthorization: Bearer t0ken\r\n"));
  EXPECT_THAT(server.requests()[0],
              HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(server.requests()[0], EndsWith("\r\n\r\nheapgate_verdict 1\n"));
}

TEST(PushMetrics, TriesAgainWhatMayPass) {
  const LoopbackServer server({"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
                               "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n",
                               "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(push_metrics({server.url(), ""}, {}, "m\n", kShort), "");
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST(PushMetrics, GivesUpAtOnceWhenRefusedAndSaysWhy) {
  const LoopbackServer server(
      {"HTTP/1.1 400 Bad Request\r\nContent-Length: 21\r\n\r\ninconsistent\nand more"});
  std::string url = server.url();
  url.insert(7, "user:secret@");
  EXPECT_EQ(push_metrics({url, ""}, {}, "m\n", kShort),
            server.url() + ": the metrics were not pushed: status 400: inconsistent");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(PushMetrics, SaysThatNobodyAnswersAndNeverTheToken) {
  EXPECT_EQ(push_metrics({"http://user:secret@127.0.0.1:1/api/v1/import/prometheus?token=secret", ""}, {},
                         "m\n", kShort),
            "http://127.0.0.1:1/api/v1/import/prometheus: the metrics were not pushed: no answer: Couldn't "
            "connect to "
            "server");
}

}  // namespace
}  // namespace heapgate
