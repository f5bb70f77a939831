#include "capture/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loopback_server.hpp"

namespace heapgate {
namespace {

using test::LoopbackServer;
using testing::HasSubstr;
using testing::Not;

const std::string kHeaders =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nHeapgate-Pid: 77\r\nHeapgate-Gc-Count: 12\r\n"
    "Heapgate-Ruby: ruby 3.1.2\r\nHeapgate-Own: /app/heapgate_endpoint.rb\r\n";

std::string answer(const std::string& status, const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + more + "\r\n";
}

std::string error_of(const LoopbackServer& server, double seconds = 10) {
  Endpoint endpoint(server.url(), "secret");
  try {
    (void)endpoint.dump([](std::string_view) {}, Deadline(seconds));
  } catch (const CaptureError& error) {
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with(server.url() + ": ")) << text;
    EXPECT_THAT(text, Not(HasSubstr("secret")));
    return text.substr(server.url().size() + 2);
  }
  return "no error";
}

TEST(Endpoint, TellsWhatWasDumped) {
  const LoopbackServer server({kHeaders + "\r\nlines"});
  Endpoint endpoint(server.url(), "secret");
  EXPECT_EQ(endpoint.pid(), 0);
  std::string text;
  const Meta facts = endpoint.dump([&](std::string_view piece) { text += piece; }, Deadline(10));
  EXPECT_EQ(text, "lines");
  EXPECT_EQ(facts.pid, 77U);
  EXPECT_EQ(facts.gc_count, 12U);
  EXPECT_EQ(facts.ruby, "ruby 3.1.2");
  EXPECT_EQ(facts.own, "/app/heapgate_endpoint.rb");
  EXPECT_EQ(endpoint.pid(), 77);
  EXPECT_TRUE(endpoint.tracing());
}

TEST(Endpoint, AsksTheSameProcessAgainUntilItAnswers) {
  const LoopbackServer server({kHeaders + "\r\nlines", answer("409 Conflict"),
                               answer("429 Too Many Requests"),
                               kHeaders + "Heapgate-Tracing: off\r\n\r\nlines"});
  Endpoint endpoint(server.url(), "secret");
  (void)endpoint.dump([](std::string_view) {}, Deadline(10));
  EXPECT_TRUE(endpoint.tracing());
  (void)endpoint.dump([](std::string_view) {}, Deadline(10));
  EXPECT_FALSE(endpoint.tracing());
  ASSERT_EQ(server.requests().size(), 4U);
  EXPECT_THAT(server.requests()[0], HasSubstr("\r\nAuthorization: Bearer secret\r\n"));
  EXPECT_THAT(server.requests()[0], Not(HasSubstr("Heapgate-Pid")));
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_THAT(server.requests()[i], HasSubstr("\r\nHeapgate-Pid: 77\r\n"));
}

TEST(Endpoint, SaysWhatIsWrong) {
  EXPECT_EQ(error_of(LoopbackServer({answer("401 Unauthorized")})), "the token is refused");
  EXPECT_EQ(error_of(LoopbackServer({answer("403 Forbidden")})), "the token is refused");
  EXPECT_EQ(error_of(LoopbackServer({answer("404 Not Found")})),
            "there is no endpoint: is its token set in the server, and the path right?");
  EXPECT_EQ(error_of(LoopbackServer({answer("302 Found", "Location: https://other/\r\n")})),
            "redirects to https://other/: name that URL, the token is not sent elsewhere");
  EXPECT_EQ(error_of(LoopbackServer({answer("500 Oh")})), "answers with status 500");
  EXPECT_EQ(error_of(LoopbackServer({kHeaders + "\r\nlin"})), "the dump was cut: Transferred a partial file");
  EXPECT_EQ(error_of(LoopbackServer({"HTTP/1.1 200 OK\r\nHeapgate-Pid: 77\r\n\r\nlines"})),
            "the answer has no length, so that a cut dump would not show");
  EXPECT_EQ(error_of(LoopbackServer({answer("200 OK")})),
            "the answer is not a dump: it has no Heapgate-Pid header");
  EXPECT_EQ(error_of(LoopbackServer({answer("429 Busy")}), 0.1), "another dump is being taken all the time");
  EXPECT_EQ(error_of(LoopbackServer({""})), "no answer: Server returned nothing (no headers, no data)");
}

TEST(Endpoint, GivesUpOnAProcessThatDoesNotAnswerAnyMore) {
  const LoopbackServer server({kHeaders + "\r\nlines", answer("409 Conflict")});
  Endpoint endpoint(server.url(), "secret");
  (void)endpoint.dump([](std::string_view) {}, Deadline(10));
  try {
    (void)endpoint.dump([](std::string_view) {}, Deadline(0.3));
    FAIL();
  } catch (const CaptureError& error) {
    EXPECT_EQ(error.what(), server.url() + ": process 77 does not answer any more");
  }
}

TEST(Endpoint, KnowsWhereATokenIsExposed) {
  for (const char* url :
       {"http://app.example/dump", "http://127.0.0.1.example/", "http://localhost.example:80/",
        "HTTP://app.example", "http://localhost@app.example/", "app.example/dump"}) {
    EXPECT_TRUE(exposes_token(url)) << url;
  }
  for (const char* url :
       {"https://app.example/dump", "http://127.0.0.1:9292/", "http://127.1.2.3", "http://localhost/dump",
        "http://[::1]:80/", "HTTPS://app.example", "localhost:9292/dump"}) {
    EXPECT_FALSE(exposes_token(url)) << url;
  }
}

}  // namespace
}  // namespace heapgate
