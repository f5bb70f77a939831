// Root captures the server of another user, whose files it must not trust.

#include <fstream>

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;

const char* const kAsNobody = "setpriv --reuid=65534 --clear-groups ";

class CaptureOtherUser : public test::CaptureTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    CaptureTest::SetUp();
    std::filesystem::permissions(path(""), std::filesystem::perms{0777});
    std::ofstream(path("secret")) << "kept";
    std::filesystem::permissions(path("secret"), std::filesystem::perms{0600});
  }
  /// Between the first two dumps the server's user puts a link to root's secret in the pipe's place.
  void write_load(const std::string& pipe) const {
    const std::string as_nobody = kAsNobody;
    std::ofstream(path("load.sh")) << "test $HEAPGATE_INTERVAL = 1 || exit 0\n"
                                   << "for pipe in heapgate-*/processes/*/" << pipe << "; do\n  " << as_nobody
                                   << "rm \"$pipe\" && " << as_nobody << "ln -s '" << path("secret")
                                   << "' \"$pipe\" && echo replaced >>log\ndone\n";
  }
};

TEST_P(CaptureOtherUser, WhoReplacesAPipeGetsNothing) {
  const std::string pipe = GetParam();
  write_load(pipe);
  const test::PumaToStart app({.environment = "", .run_by = kAsNobody});
  const ProgramRun run = capture(app.exec() + " --load 'sh load.sh'", "TMPDIR=$PWD");
  EXPECT_EQ(file("log"), "replaced\n");
  EXPECT_EQ(file("secret"), "kept");
  // The other two are open already.
  const bool is_opened_again = pipe == "data";
  const bool is_refused =
      run.err.find(": the pipe for its dumps is gone, or is not its own any more\n") != std::string::npos;
  EXPECT_EQ(is_refused, is_opened_again) << run.err;
  EXPECT_EQ(run.exit_code, is_opened_again ? 3 : 0);
}

INSTANTIATE_TEST_SUITE_P(Pipe, CaptureOtherUser, testing::Values("data", "events", "commands"),
                         [](const auto& pipe) { return std::string(pipe.param); });

}  // namespace
}  // namespace heapgate
