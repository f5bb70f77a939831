#include "capture/staging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heap_text.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

class Source : public DumpSource {
 public:
  explicit Source(pid_t pid) : pid_(pid) {}
  [[nodiscard]] pid_t pid() const override { return pid_; }
  Meta dump(const Sink& sink, const Deadline&) override {
    sink("process " + std::to_string(pid_));
    if (fails_) throw CaptureError("it failed");
    if (stalls_) throw DumpFailed("it stalled");
    sink(", dump " + std::to_string(count_) + "\n");
    return {static_cast<std::uint64_t>(pid_), 10 + count_++, "ruby 3.1", own_};
  }
  bool fall_back() override {
    const bool possible = stalls_ && may_fall_back_;
    stalls_ = stalls_ && !possible;
    return possible;
  }
  bool fails_ = false;
  bool stalls_ = false;
  bool may_fall_back_ = true;
  std::string own_ = "/tmp/hook.rb";

 private:
  pid_t pid_;
  std::uint64_t count_ = 0;
};

class StagingTest : public testing::Test {
 protected:
  StagingTest() {
    options_.out = folder_.path("out");
    options_.rounds = 3;
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      if (!entry.is_directory()) names.push_back(fs::relative(entry.path(), folder_.path()));
    std::sort(names.begin(), names.end());
    return names;
  }

  TempFolder folder_;
  CaptureOptions options_;
  Source one_{1};
  Source two_{2};
};

TEST_F(StagingTest, ShowsNothingBeforeItIsCommitted) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    staging.rehearse(one_, Deadline(10));
    staging.check_room();
    for (unsigned i = 1; i <= 3; ++i) staging.take(one_, i, Deadline(10));
    for (const auto& entry : fs::directory_iterator(options_.out))
      EXPECT_TRUE(entry.path().filename().native().starts_with(".capture-"));
    const auto processes = staging.commit();
    ASSERT_EQ(processes.size(), 1U);
    EXPECT_EQ(processes[0].pid, 1);
    EXPECT_EQ(processes[0].ruby, "ruby 3.1");
    EXPECT_EQ(processes[0].bytes, 3 * std::string("process 1, dump 1\n").size());
    EXPECT_THAT(processes[0].dumps,
                ElementsAre(options_.out + "/1.json", options_.out + "/2.json", options_.out + "/3.json"));
  }
  EXPECT_THAT(files(), ElementsAre("out/1.json", "out/1.json.meta", "out/2.json", "out/2.json.meta",
                                   "out/3.json", "out/3.json.meta"));
  EXPECT_EQ(read_file(folder_.path("out/2.json")), "process 1, dump 2\n");
  EXPECT_THAT(read_file(folder_.path("out/2.json.meta")),
              MatchesRegex("pid=1 gc_count=12 ruby=ruby 3.1\nown=/tmp/hook.rb\ntime=[0-9]+\n"));
}

TEST_F(StagingTest, GivesEachOfSeveralProcessesAFolder) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    staging.take(two_, 1, Deadline(10));
    staging.take(one_, 1, Deadline(10));
    EXPECT_EQ(staging.commit().size(), 2U);
  }
  EXPECT_THAT(files(), ElementsAre("out/1/1.json", "out/1/1.json.meta", "out/2/1.json", "out/2/1.json.meta"));
}

TEST_F(StagingTest, LeavesAProcessOut) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    for (Source* source : {&one_, &two_}) staging.rehearse(*source, Deadline(10));
    for (Source* source : {&one_, &two_}) staging.take(*source, 1, Deadline(10));
    staging.drop(1);
    staging.take(two_, 2, Deadline(10));
    EXPECT_EQ(staging.commit().size(), 1U);
  }
  EXPECT_THAT(files(), ElementsAre("out/1.json", "out/1.json.meta", "out/2.json", "out/2.json.meta"));
}

TEST_F(StagingTest, SaysInEveryMetaFileWhoEnded) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    for (Source* source : {&one_, &two_}) staging.rehearse(*source, Deadline(10));
    for (Source* source : {&two_, &one_}) staging.take(*source, 1, Deadline(10));
    staging.drop(1);
    (void)staging.commit();
  }
  EXPECT_THAT(read_file(folder_.path("out/1.json.meta")), testing::EndsWith("\nended=1\n"));
}

TEST_F(StagingTest, WhoEndedBeforeItsFirstDumpIsNoLostWorker) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    for (Source* source : {&one_, &two_}) staging.rehearse(*source, Deadline(10));
    staging.drop(1);
    staging.take(two_, 1, Deadline(10));
    (void)staging.commit();
  }
  EXPECT_THAT(read_file(folder_.path("out/1.json.meta")), testing::Not(testing::HasSubstr("ended=")));
}

TEST_F(StagingTest, TakesADumpAgainThatCanBeTakenAnotherWay) {
  std::vector<std::string> steps;
  options_.progress = [&](const std::string& step) { steps.push_back(step); };
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    one_.stalls_ = true;
    staging.take(one_, 1, Deadline(10));
    two_.stalls_ = true;
    two_.may_fall_back_ = false;
    EXPECT_THROW(staging.take(two_, 1, Deadline(10)), DumpFailed);
    (void)staging.commit();
  }
  EXPECT_EQ(read_file(folder_.path("out/1.json")), "process 1, dump 0\n");
  EXPECT_THAT(steps, ElementsAre("it stalled; again, by Ruby's own fork"));
}

TEST_F(StagingTest, LeavesARoundOut) {
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    for (Source* source : {&one_, &two_}) staging.rehearse(*source, Deadline(10));
    for (const unsigned round : {1U, 2U}) {
      for (Source* source : {&one_, &two_}) staging.take(*source, round, Deadline(10));
    }
    staging.take(one_, 3, Deadline(10));
    staging.drop_round(3);
    for (const CapturedProcess& process : staging.commit()) EXPECT_EQ(process.dumps.size(), 2U);
  }
  EXPECT_THAT(files(), ElementsAre("out/1/1.json", "out/1/1.json.meta", "out/1/2.json", "out/1/2.json.meta",
                                   "out/2/1.json", "out/2/1.json.meta", "out/2/2.json", "out/2/2.json.meta"));
}

TEST_F(StagingTest, LeavesNothingOfADumpThatFailed) {
  fs::create_directory(options_.out);
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    one_.fails_ = true;
    EXPECT_THROW(staging.rehearse(one_, Deadline(10)), CaptureError);
    EXPECT_THROW(staging.take(one_, 1, Deadline(10)), CaptureError);
    EXPECT_THAT(files(), IsEmpty());
  }
  EXPECT_TRUE(fs::exists(options_.out));
  EXPECT_TRUE(fs::is_empty(options_.out));
}

TEST_F(StagingTest, ReplacesDumpsOnlyIfItMay) {
  for (const char* name :
       {"out/9.json", "out/9.json.meta", "out/5/1.json.zst", "out/6/1.json", "out/6/notes"})
    folder_.write(name, "old");
  {
    Guardian guardian;
    EXPECT_THROW((Staging{options_, guardian}), UsageError);
  }
  EXPECT_EQ(files().size(), 5U);
  options_.replace = true;
  {
    Guardian guardian;
    Staging staging(options_, guardian);
    staging.take(one_, 1, Deadline(10));
    EXPECT_EQ(files().size(), 6U);
    (void)staging.commit();
  }
  EXPECT_THAT(files(), ElementsAre("out/1.json", "out/1.json.meta", "out/6/notes"));
  EXPECT_FALSE(fs::exists(folder_.path("out/5")));
}

TEST_F(StagingTest, IsRefusedAFile) {
  options_.out = folder_.write("file", "text");
  Guardian guardian;
  try {
    const Staging staging(options_, guardian);
    FAIL();
  } catch (const OutputError& error) {
    EXPECT_EQ(error.what(), options_.out + ": cannot be written: Not a directory");
  }
}

}  // namespace
}  // namespace heapgate
