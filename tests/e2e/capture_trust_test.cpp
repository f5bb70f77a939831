// Captures that saw nothing, and what is for nobody else to see.

#include "capture_by_url.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;
using test::Puma;
using testing::HasSubstr;

class CaptureTrust : public test::CaptureByUrlTest {
 protected:
  std::string status_of_load(const std::string& out) {
    const auto report = check(out);
    for (const auto& finding : report["trust"]) {
      if (finding["check"] == "load" && finding["status"] == "fail") return "fail";
    }
    return "ok";
  }
};

TEST_F(CaptureTrust, ALoadThatReachedNothingIsInconclusive) {
  const Puma& app = start_app();
  ASSERT_EQ(capture_by_url(app, "--load true --out idle").exit_code, 0);
  EXPECT_EQ(check("idle")["exit_code"], 3);
  EXPECT_EQ(status_of_load("idle"), "fail");
  const std::string load = "--load 'for i in $(seq 20); do curl -sS " + app.url("/nothing") +
                           " >/dev/null || exit 1; done' --out busy";
  ASSERT_EQ(capture_by_url(app, load).exit_code, 0);
  EXPECT_EQ(status_of_load("busy"), "ok");
  EXPECT_EQ(check("busy")["exit_code"], 0);
}

TEST_F(CaptureTrust, DumpsAreForTheirUserAlone) {
  const Puma& app = start_app();
  ASSERT_EQ(capture_by_url(app, "--out new/dumps", "", "umask 0; ").exit_code, 0);
  EXPECT_EQ(ProgramTest::run("stat -c '%a %n' new/dumps new/dumps/*").out,
            "700 new/dumps\n600 new/dumps/1.json\n600 new/dumps/1.json.meta\n600 new/dumps/1.json.names\n"
            "600 new/dumps/2.json\n600 new/dumps/2.json.meta\n600 new/dumps/2.json.names\n"
            "600 new/dumps/3.json\n600 new/dumps/3.json.meta\n600 new/dumps/3.json.names\n");
}

TEST_F(CaptureTrust, TheTokenIsTriedBeforeTheWarmUp) {
  const Puma& app = start_app();
  const ProgramRun refused = capture_by_url(app, "--warmup 'touch warmed'", "wrong");
  expect_failure(refused, app.url("/heapgate/dump") + ": the token is refused");
  EXPECT_FALSE(exists("warmed"));
  EXPECT_EQ(capture_by_url(app, "--warmup 'touch warmed'").exit_code, 0);
  EXPECT_TRUE(exists("warmed"));
}

TEST_F(CaptureTrust, AServerThatAnswersWithErrorsIsNotReady) {
  const Puma& app = start_app();
  const std::string url = app.url("/heapgate/dump");  // 401 without a token
  const ProgramRun run = capture_by_url(app, "--warmup 'touch warmed' --timeout 1 --ready " + url);
  expect_failure(run, "the server is not ready in time: " + url + " answers 401, and not 2xx or 3xx");
  EXPECT_FALSE(exists("warmed"));
}

}  // namespace
}  // namespace heapgate
