// Captures by examples/rack-endpoint, without rbtrace.

#include "capture_by_url.hpp"

namespace heapgate {
namespace {

using test::Background;
using test::eventually;
using test::ProgramRun;
using test::Puma;
using testing::HasSubstr;
using testing::Not;

class CaptureUrl : public test::CaptureByUrlTest {
 protected:
  static std::string leak(const Puma& app) { return test::leaking_load(app.url()); }
  void expect_the_leak() {
    const auto report = check();
    EXPECT_EQ(report["totals"]["leaked"]["objects"], 25) << report["groups"].dump(1);
    EXPECT_EQ(report["groups"][0]["class"], "Object");
    EXPECT_TRUE(report["groups"][0]["file"].get<std::string>().ends_with("/apps/app.ru"));
  }
};

TEST_F(CaptureUrl, FindsExactlyWhatIsLeaked) {
  const Puma& app = start_app();
  const ProgramRun run = capture_by_url(app, leak(app));
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, testing::StartsWith("3 dumps of process " + app.id() + ", "));
  EXPECT_THAT(files(), testing::ElementsAreArray(test::kThreeDumps));
  EXPECT_THAT(
      file("dumps/1.json.meta"),
      testing::MatchesRegex(
          "pid=" + app.id() +
          " gc_count=[0-9]+ ruby=ruby [^\n]*\nown=[^\n]*_endpoint.rb\ncwd=/[^\n]+\n"
          "fork=threads\ntime=[0-9]+\n(total_[a-z_]+=[0-9]+\n){2}(heap_[a-z_]+=[0-9]+\n){2}rss=[0-9]+\n"
          "peak_rss=[0-9]+\nthreads=[0-9]+\n"));
  expect_the_leak();
}

// Whichever worker a request reaches.
TEST_F(CaptureUrl, KeepsToOneWorkerOfACluster) {
  const Puma& app = start_app("TRACE=1", 2);
  const ProgramRun run = capture_by_url(app);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(files(), testing::ElementsAreArray(test::kThreeDumps));
  const std::string first = file("dumps/1.json.meta");
  for (const char* name : {"dumps/2.json.meta", "dumps/3.json.meta"}) {
    EXPECT_EQ(test::read_file(path(name)).substr(0, first.find(' ')), first.substr(0, first.find(' ')));
  }
}

TEST_F(CaptureUrl, AWrongToken) {
  const Puma& app = start_app();
  expect_failure(capture_by_url(app, "", "another-token-than-that"), dump_of(app) + ": the token is refused");
}

TEST_F(CaptureUrl, NoToken) {
  const Puma& app = start_app();
  expect_failure(capture("--url " + dump_of(app) + " --token-env NONE"),
                 "--token-env: the environment has no NONE", 2);
  expect_failure(capture(options(app), "TOKEN=$'two\\nlines'"), "--token-env: TOKEN holds a line break", 2);
}

TEST_F(CaptureUrl, NoEndpoint) {
  const Puma& app = start({.environment = "TRACE=1 NOT_FOUND=1"});
  expect_failure(
      capture_by_url(app),
      dump_of(app) + ": there is no endpoint: is its token set in the server, and the path right?");
}

TEST_F(CaptureUrl, AnAppThatAnswersItself) {
  const Puma& app = start({.environment = "TRACE=1"});
  expect_failure(capture_by_url(app),
                 dump_of(app) + ": the answer is not a dump: it has no Heapgate-Pid header");
}

TEST_F(CaptureUrl, NoServer) {
  const std::string url = "http://127.0.0.1:" + std::to_string(test::free_port());
  expect_failure(capture("--url " + url + " --token-env TOKEN", "TOKEN=" + token_),
                 url + ": no answer: Couldn't connect to server");
}

TEST_F(CaptureUrl, WaitsWhileAnotherDumpIsTaken) {
  const Puma& app = start_app();
  Background& other = start_background("exec curl -fsS --limit-rate 3M -o '" + path("other") +
                                       "' -H 'Authorization: Bearer " + token_ + "' " + dump_of(app));
  ASSERT_NE(dumping_child(app.pid()), 0);
  const ProgramRun run = capture_by_url(app, leak(app));
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(other.wait(60), 0) << other.err();
  expect_the_leak();
}

TEST_F(CaptureUrl, ThatIsBusyAllTheTime) {
  const Puma& app = start_app("TRACE=1 BALLAST=250000");
  Background& other =
      start_background("exec curl -fsS --limit-rate 10k -o /dev/null -H 'Authorization: Bearer " + token_ +
                       "' " + dump_of(app));
  ASSERT_NE(dumping_child(app.pid()), 0);
  expect_failure(capture_by_url(app, " --timeout 5"),
                 dump_of(app) + ": another dump is being taken all the time");
  other.signal(SIGTERM);
  other.wait(10);
}

TEST_F(CaptureUrl, ADumpThatIsCut) {
  const Puma& app = start_app("TRACE=1 BALLAST=250000");
  Background& capture = start_background("export TOKEN=" + token_ + "; cd '" + path("") + "' && exec " +
                                         capture_command(options(app)));
  const pid_t child = dumping_child(app.pid());
  ASSERT_NE(child, 0);
  ::kill(child, SIGKILL);
  EXPECT_EQ(capture.wait(60), 3);
  EXPECT_THAT(test::without_steps(capture.err()),
              testing::MatchesRegex("heapgate: " + dump_of(app) + ": the dump was cut: [A-Z][^\n]*\n"));
  EXPECT_FALSE(exists("dumps"));
  EXPECT_EQ(capture_by_url(app).exit_code, 0);
}

TEST_F(CaptureUrl, AServerThatDoesNotTrace) {
  const Puma& app = start_app("TRACE=0");
  expect_failure(capture_by_url(app),
                 dump_of(app) +
                     ": the server does not trace its allocations, so that no dump would name a site: call "
                     "`ObjectSpace.trace_object_allocations_start` (of objspace) where it boots; --tracing "
                     "none takes dumps without sites");
  EXPECT_EQ(capture_by_url(app, " --tracing none").exit_code, 0);
  EXPECT_EQ(files().size(), test::kThreeDumps.size());
}

TEST_F(CaptureUrl, TheTokenIsInNoCommandLine) {
  const Puma& app = start_app();
  Background& capture = start_background("export TOKEN=" + token_ + "; cd '" + path("") + "' && exec " +
                                         capture_command(options(app) + " --load 'touch loaded; sleep 1'"));
  ASSERT_TRUE(eventually([&] { return exists("loaded"); }, 60));
  for (const pid_t pid : all_pids()) EXPECT_THAT(test::command_line(pid), Not(HasSubstr(token_)));
  EXPECT_EQ(capture.wait(60), 0);
  EXPECT_THAT(capture.out() + capture.err() + file("dumps/1.json.meta") + app.log(), Not(HasSubstr(token_)));
}

}  // namespace
}  // namespace heapgate
