#include "util/http/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "loopback_server.hpp"

namespace heapgate {
namespace {

using test::LoopbackServer;
using testing::HasSubstr;

struct Got {
  HttpAnswer answer;
  std::string body;
};

Got get(const LoopbackServer& server, const std::vector<std::string>& headers = {}) {
  Got got;
  got.answer = http_get(
      server.url(), headers, [&](std::string_view piece) { got.body += piece; }, Deadline(10));
  return got;
}

TEST(Http, GivesTheBodyAndTheHeaders) {
  const LoopbackServer server(
      {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Thing:  one two \r\nx-empty:\r\n\r\nbody"});
  const Got got = get(server, {"Authorization: Bearer abc"});
  EXPECT_EQ(got.answer.status, 200);
  EXPECT_EQ(got.body, "body");
  EXPECT_EQ(got.answer.error, "");
  EXPECT_TRUE(got.answer.framed);
  EXPECT_EQ(got.answer.header("x-thing"), "one two");
  EXPECT_EQ(got.answer.header("x-empty"), "");
  EXPECT_EQ(got.answer.header("x-none"), "");
  EXPECT_THAT(server.requests().at(0), HasSubstr("\r\nAuthorization: Bearer abc\r\n"));
  EXPECT_THAT(server.requests().at(0), HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
}

TEST(Http, TellsACutBody) {
  const LoopbackServer by_length({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbody"});
  EXPECT_EQ(get(by_length).answer.error, "Transferred a partial file");
  const LoopbackServer by_chunks({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"});
  const Got got = get(by_chunks);
  EXPECT_NE(got.answer.error, "");
  EXPECT_TRUE(got.answer.framed);
  const LoopbackServer by_nothing({"HTTP/1.1 200 OK\r\n\r\nbody"});
  EXPECT_EQ(get(by_nothing).answer.error, "");
  EXPECT_FALSE(get(by_nothing).answer.framed);
}

TEST(Http, GivesNoBodyOfAnotherStatus) {
  const LoopbackServer server({"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbody"});
  const Got got = get(server);
  EXPECT_EQ(got.answer.status, 404);
  EXPECT_EQ(got.body, "");
}

TEST(Http, DoesNotFollowARedirect) {
  const LoopbackServer server({"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(get(server).answer.status, 302);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Http, ThrowsOnWhatTheBodysTakerThrows) {
  const LoopbackServer server({"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"});
  const auto taker = [](std::string_view) { throw std::runtime_error("disk full"); };
  EXPECT_THROW((void)http_get(server.url(), {}, taker, Deadline(10)), std::runtime_error);
}

TEST(Http, HasNoStatusWithoutAnAnswer) {
  EXPECT_EQ(http_status("http://127.0.0.1:1/", Deadline(10)), 0);
  EXPECT_EQ(http_status("file:///etc/passwd", Deadline(10)), 0);
  EXPECT_EQ(http_status("nonsense", Deadline(0.1)), 0);
  const LoopbackServer server({"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"});
  EXPECT_EQ(http_status(server.url(), Deadline(10)), 503);
}

}  // namespace
}  // namespace heapgate
