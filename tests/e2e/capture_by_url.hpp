#pragma once

#include "capture_fixture.hpp"

namespace heapgate::test {

/// Captures by examples/rack-endpoint, without rbtrace.
class CaptureByUrlTest : public CaptureTest {
 protected:
  Puma& start_app(const std::string& environment = "TRACE=1", unsigned workers = 0) {
    return start({.environment = environment + " HEAPGATE_TOKEN=" + token_ +
                                 " ENDPOINT='" HEAPGATE_SOURCE
                                 "/examples/rack-endpoint/heapgate_endpoint.rb'",
                  .workers = workers});
  }
  static std::string dump_of(const Puma& app) { return app.url("/heapgate/dump"); }
  static std::string options(const Puma& app) { return "--url " + dump_of(app) + " --token-env TOKEN"; }
  /// `before`: shell commands, each with a semicolon behind it.
  ProgramRun capture_by_url(const Puma& app, const std::string& more = "", const std::string& token = "",
                            const std::string& before = "") {
    const ProgramRun run =
        capture(options(app) + " " + more, before + "TOKEN=" + (token.empty() ? token_ : token));
    EXPECT_THAT(run.out + run.err, testing::Not(testing::HasSubstr(token_)));
    return run;
  }

  // Tests that run at the same time have tokens of their own.
  const std::string token_ = "a-token-made-for-test-" + std::to_string(::getpid());
};

}  // namespace heapgate::test
