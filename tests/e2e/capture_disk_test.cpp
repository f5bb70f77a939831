// A disk that is too small: exit code 4, and nothing left on it. Needs root, for a file system of its own.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::ProgramRun;
using test::Puma;
using testing::MatchesRegex;

class CaptureDisk : public test::CaptureTest {
 protected:
  /// A dump of the app takes about 10 MB.
  bool mount(const std::string& size) {
    std::filesystem::create_directory(path("small"));
    return ::geteuid() == 0 &&
           ::mount("none", path("small").c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  void TearDown() override {
    ::umount(path("small").c_str());
    CaptureTest::TearDown();
  }
  void expect_failure(const ProgramRun& run, const std::string& pattern) {
    EXPECT_THAT(run.err, MatchesRegex("heapgate: " + pattern + "\n"));
    EXPECT_EQ(run.exit_code, 4);
    EXPECT_EQ(run.out, "");
    EXPECT_FALSE(exists("small/dumps"));
    expect_nothing_left();
  }
};

TEST_F(CaptureDisk, WithoutRoomForTheThrowAwayDump) {
  if (!mount("4m")) GTEST_SKIP() << "needs root";
  const Puma& app = start();
  const ProgramRun run = capture("--pid " + app.id() + " --out small/dumps");
  expect_failure(run,
                 path("small/dumps") +
                     "/.capture-[A-Za-z0-9]+/rehearsal.json: cannot be written: No space left on device");
  EXPECT_TRUE(app.answers());
}

TEST_F(CaptureDisk, WithoutRoomForAllDumps) {
  if (!mount("20m")) GTEST_SKIP() << "needs root";
  const Puma& app = start();
  const ProgramRun run = capture("--pid " + app.id() + " --out small/dumps");
  expect_failure(
      run,
      "small/dumps: not enough room: 3 dumps need about 3[0-9] MiB, 20 MiB are free; --compress zst "
      "takes far less");
  const ProgramRun packed = capture("--pid " + app.id() + " --out small/dumps --compress zst");
  EXPECT_EQ(packed.err, "");
  EXPECT_EQ(files("small/dumps").size(), test::kThreeDumps.size());
}

TEST_F(CaptureDisk, ThatFillsUpMeanwhile) {
  if (!mount("60m")) GTEST_SKIP() << "needs root";
  const Puma& app = start();
  const std::string fill = " --load 'test $HEAPGATE_INTERVAL = 0 || ! head -c 100M /dev/zero >small/full'";
  const ProgramRun run = capture("--pid " + app.id() + " --out small/dumps" + fill);
  expect_failure(run, path("small/dumps") + "/.capture-[A-Za-z0-9]+/" + app.id() +
                          "/2.json: cannot be written: No space left on device");
}

}  // namespace
}  // namespace heapgate
