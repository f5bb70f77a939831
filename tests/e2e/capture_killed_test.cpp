// A capture that is killed, in each of its phases: nothing of it is left, and the server can be captured
// again.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::Background;
using test::eventually;
using test::Puma;

// So that a dump takes its time.
const char* const kBig = "TRACE=1 RBTRACE=1 BALLAST=250000";
// The warm-up passes, and the first load stays.
const char* const kLongLoad =
    " --load 'touch load$HEAPGATE_INTERVAL; test $HEAPGATE_INTERVAL = 0 || exec sleep 200'";
const char* const kQuickLoad = " --load 'touch load$HEAPGATE_INTERVAL'";

class CaptureKilled : public test::CaptureTest {
 protected:
  /// Whether a process forked from this one is dumping it.
  static bool dumping(pid_t pid) { return !descendants(pid).empty(); }

  void expect_gone(Background& capture, int signal) {
    EXPECT_EQ(capture.wait(60), 128 + signal) << capture.err();
    expect_nothing_left();
    EXPECT_FALSE(exists("dumps"));
  }
  void expect_capturable(const Puma& app) {
    EXPECT_TRUE(app.answers());
    const test::ProgramRun again = capture("--pid " + app.id());
    EXPECT_EQ(again.err, "");
    EXPECT_EQ(again.exit_code, 0);
  }
};

struct Blow {
  const char* name;
  int signal;
};

void PrintTo(const Blow& blow, std::ostream* out) {
  *out << blow.name;
}

class CaptureKilledBy : public CaptureKilled, public testing::WithParamInterface<Blow> {
 protected:
  /// As a terminal does for ^C, which sends it to the whole foreground group.
  void strike(Background& capture) {
    if (GetParam().signal == SIGINT) {
      capture.signal_group(SIGINT);
    } else {
      capture.signal(GetParam().signal);
    }
    expect_gone(capture, GetParam().signal);
  }
};

INSTANTIATE_TEST_SUITE_P(Signal, CaptureKilledBy,
                         testing::Values(Blow{"Kill", SIGKILL}, Blow{"CtrlC", SIGINT}, Blow{"Term", SIGTERM}),
                         [](const auto& blow) { return blow.param.name; });

TEST_P(CaptureKilledBy, WhileItAttaches) {
  const Puma& app = start();
  Background& capture = capture_in_background("--pid " + app.id());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists("/tmp/rbtrace-" + app.id() + ".sock"); }, 60));
  strike(capture);
  expect_capturable(app);
}

TEST_P(CaptureKilledBy, WhileTheLoadRuns) {
  const Puma& app = start();
  Background& capture = capture_in_background("--pid " + app.id() + kLongLoad);
  ASSERT_TRUE(eventually([&] { return exists("load1"); }, 60)) << capture.err();
  EXPECT_THAT(test::threads_of(app.pid()), testing::Contains("heapgate"));
  strike(capture);
  expect_capturable(app);
}

TEST_P(CaptureKilledBy, WhileADumpIsTaken) {
  const Puma& app = start({.environment = kBig});
  Background& capture = capture_in_background("--pid " + app.id() + kQuickLoad);
  ASSERT_TRUE(eventually([&] { return exists("load1") && dumping(app.pid()); }, 60)) << capture.err();
  strike(capture);
  if (GetParam().signal == SIGKILL) expect_capturable(app);
}

TEST_P(CaptureKilledBy, WithAServerOfItsOwn) {
  Background& capture = capture_in_background(test::PumaToStart().exec() + kLongLoad);
  ASSERT_TRUE(eventually([&] { return exists("load1"); }, 60)) << capture.err();
  strike(capture);
}

TEST_F(CaptureKilled, WhileTheThrowAwayDumpIsTaken) {
  const Puma& app = start({.environment = kBig});
  Background& capture = capture_in_background("--pid " + app.id());
  ASSERT_TRUE(eventually([&] { return dumping(app.pid()); }, 60)) << capture.err();
  capture.signal(SIGKILL);
  expect_gone(capture, SIGKILL);
}

TEST_F(CaptureKilled, WhileItsServerStarts) {
  Background& capture =
      capture_in_background("--exec 'touch started; sleep 200; true' --ready http://127.0.0.1:1");
  ASSERT_TRUE(eventually([&] { return exists("started"); }, 60));
  capture.signal(SIGKILL);
  expect_gone(capture, SIGKILL);
}

// Whatever the phases above leave out.
TEST_F(CaptureKilled, AtAnyTime) {
  const Puma& app = start();
  for (int milliseconds = 0; milliseconds < 2000; milliseconds += 220) {
    Background& capture = capture_in_background("--pid " + app.id());
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    capture.signal(SIGKILL);
    capture.wait(60);
    expect_nothing_left();
    EXPECT_THAT(files().size(), testing::AnyOf(0, test::kThreeDumps.size()));
    std::filesystem::remove_all(path("dumps"));
  }
  expect_capturable(app);
}

TEST_F(CaptureKilled, DumpsThatAreThereStayAsTheyAre) {
  const Puma& app = start({.environment = kBig});
  std::filesystem::create_directory(path("dumps"));
  for (const char* name : {"dumps/1.json", "dumps/1.json.meta"}) std::ofstream(path(name)) << "old";
  Background& capture = capture_in_background("--replace --pid " + app.id() + kQuickLoad);
  ASSERT_TRUE(eventually([&] { return exists("load2") && dumping(app.pid()); }, 60)) << capture.err();
  capture.signal(SIGKILL);
  EXPECT_EQ(capture.wait(60), 128 + SIGKILL);
  expect_nothing_left();
  EXPECT_THAT(files(), testing::ElementsAre("1.json", "1.json.meta"));
  EXPECT_EQ(file("dumps/1.json"), "old");
}

}  // namespace
}  // namespace heapgate
