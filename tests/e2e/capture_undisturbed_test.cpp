// A server that was captured is as it was before.

#include "capture_fixture.hpp"

namespace heapgate {
namespace {

using test::eventually;
using test::ProgramRun;
using test::Puma;

class CaptureUndisturbed : public test::CaptureTest {
 protected:
  // rbtrace leaves a queue that goes with the server.
  void TearDown() override {
    stop_servers();
    CaptureTest::TearDown();
  }
  /// What rbtrace says of an expression in the server.
  std::string evaluate(const Puma& app, const std::string& expression) {
    const ProgramRun run = ProgramTest::run("timeout 60 rbtrace -p " + app.id() + " -e '" + expression + "'");
    const std::size_t at = run.out.find("=> ");
    return at == std::string::npos ? run.out + run.err
                                   : run.out.substr(at + 3, run.out.find('\n', at) - at - 3);
  }
};

TEST_F(CaptureUndisturbed, ThreadsFilesQueuesAndTracing) {
  const Puma& app = start();
  // A thread has the name of its process until it takes its own.
  EXPECT_TRUE(eventually([&] { return std::ranges::count(test::threads_of(app.pid()), "puma") == 1; }));
  const auto threads = test::threads_of(app.pid());
  const auto files_before = test::files_of(app.pid());
  ASSERT_GT(files_before.size(), 3U);
  // Other servers may come and go meanwhile.
  const auto has_queue = [&] { return test::queue_keys().contains(-app.pid()); };
  const bool had_queue = has_queue();
  EXPECT_EQ(capture("--pid " + app.id() + " --load 'curl -sS " + app.url() + "'").exit_code, 0);
  EXPECT_EQ(has_queue(), had_queue);
  // Ruby ends a native thread some seconds after its own.
  EXPECT_TRUE(eventually([&] { return test::threads_of(app.pid()) == threads; }));
  EXPECT_EQ(test::threads_of(app.pid()), threads);
  // The connection that asked whether it is ready may be closed by now.
  const auto files = test::files_of(app.pid());
  EXPECT_TRUE(std::includes(files_before.begin(), files_before.end(), files.begin(), files.end()))
      << testing::PrintToString(files_before) << "\n"
      << testing::PrintToString(files);
  EXPECT_EQ(evaluate(app, "Thread.list.map(&:name).include?(\"heapgate\")"), "false");
  EXPECT_EQ(evaluate(app, "!ObjectSpace.allocation_sourcefile(Object.new).nil?"), "true");
}

TEST_F(CaptureUndisturbed, TracingIsOffAgainIfItWasStarted) {
  const Puma& app = start({.environment = "RBTRACE=1"});
  EXPECT_EQ(capture("--pid " + app.id() + " --tracing start").exit_code, 0);
  EXPECT_EQ(evaluate(app, "ObjectSpace.allocation_sourcefile(Object.new).nil?"), "true");
}

TEST_F(CaptureUndisturbed, RbtraceCanBeUsedOnIt) {
  const Puma& app = start();
  EXPECT_EQ(capture("--pid " + app.id()).exit_code, 0);
  EXPECT_EQ(evaluate(app, "40+2"), "42");
  EXPECT_TRUE(app.answers());
}

}  // namespace
}  // namespace heapgate
