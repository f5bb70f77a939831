// One line a run, whatever happened to the file before.

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "report/scoped_process.hpp"
#include "sample_run.hpp"

namespace heapgate {
namespace {

using test::read_file;
using test::sample_run;
using test::TempFolder;
using testing::ElementsAre;
using testing::IsEmpty;

class AppendHistory : public testing::Test {
 protected:
  std::string error_of(const std::string& path) {
    try {
      (void)append_history(path, sample_run());
    } catch (const Error& error) {
      return std::to_string(static_cast<int>(error.code())) + " " + error.what();
    }
    return "no error";
  }

  TempFolder folder_;
  std::string path_ = folder_.path("h.jsonl");
  std::string first_ = history_line(sample_run(1));
  std::string second_ = history_line(sample_run(2));
};

TEST_F(AppendHistory, MakesTheFileAndAddsToIt) {
  EXPECT_THAT(append_history(path_, sample_run(1)), IsEmpty());
  EXPECT_THAT(append_history(path_, sample_run(2)), IsEmpty());
  EXPECT_EQ(read_file(path_), first_ + second_);
  EXPECT_EQ(read_history(path_).runs, (std::vector{sample_run(1), sample_run(2)}));
}

TEST_F(AppendHistory, HealsALastLineThatWasCutAnywhere) {
  for (std::size_t size = 1; size + 1 < second_.size(); size += size < 20 ? 1 : 97) {
    folder_.write("h.jsonl", first_ + second_.substr(0, size));
    EXPECT_THAT(append_history(path_, sample_run(3)),
                ElementsAre(path_ + ": the last line was broken (an interrupted write, " +
                            std::to_string(size) + " bytes) and is removed"));
    EXPECT_EQ(read_file(path_), first_ + history_line(sample_run(3))) << size;
  }
}

TEST_F(AppendHistory, HealsAFileOfOneCutLine) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{5}, std::size_t{10}, std::size_t{300}}) {
    folder_.write("h.jsonl", first_.substr(0, size));
    EXPECT_EQ(append_history(path_, sample_run(2)).size(), 1U);
    EXPECT_EQ(read_file(path_), second_) << size;
  }
}

TEST_F(AppendHistory, HealsALastLineOfZerosThatALostWriteLeft) {
  folder_.write("h.jsonl", first_ + std::string(5000, '\0'));
  EXPECT_EQ(append_history(path_, sample_run(2)).size(), 1U);
  EXPECT_EQ(read_file(path_), first_ + second_);
  folder_.write("h.jsonl", std::string(100'000, '\0'));
  EXPECT_EQ(append_history(path_, sample_run(2)).size(), 1U);
  EXPECT_EQ(read_file(path_), second_);
}

TEST_F(AppendHistory, KeepsABrokenLineThatHasItsEnd) {
  const std::string text = first_ + "<<<<<<< ours\n";
  folder_.write("h.jsonl", text);
  EXPECT_THAT(append_history(path_, sample_run(2)), IsEmpty());
  EXPECT_EQ(read_file(path_), text + second_);
}

TEST_F(AppendHistory, RefusesWhatIsNoHistoryUntouched) {
  for (const std::string& text :
       {std::string("{\n  \"name\": \"shop\"\n}"), std::string("{\n}\n"), std::string("{\"schema\":\"x\"}\n"),
        std::string("[]"), std::string("text"), std::string(2'000'000, '\0')}) {
    folder_.write("h.jsonl", text);
    EXPECT_EQ(error_of(path_), "2 " + path_ + ":1: not a heapgate history");
    EXPECT_THROW(check_history(path_), UsageError);
    EXPECT_EQ(read_file(path_), text);
  }
}

TEST_F(AppendHistory, KeepsAWholeLastLineThatLacksItsNewline) {
  folder_.write("h.jsonl", first_.substr(0, first_.size() - 1));
  EXPECT_THAT(append_history(path_, sample_run(2)), IsEmpty());
  EXPECT_EQ(read_file(path_), first_ + second_);
}

TEST_F(AppendHistory, KeepsALastLineOfAnotherSchema) {
  const std::string newer = "{\"schema\":7,\"what\":\"ever\"}\n";
  folder_.write("h.jsonl", first_ + newer);
  EXPECT_THAT(append_history(path_, sample_run(2)), IsEmpty());
  EXPECT_EQ(read_file(path_), first_ + newer + second_);
}

TEST_F(AppendHistory, ContinuesAFileThatAnotherProgramWroteAgain) {
  std::string sorted = first_;
  sorted.insert(1, "\"a\":1, ");
  folder_.write("h.jsonl", sorted);
  EXPECT_NO_THROW(check_history(path_));
  EXPECT_THAT(append_history(path_, sample_run(2)), IsEmpty());
  EXPECT_EQ(read_history(path_).runs.size(), 2U);
}

TEST_F(AppendHistory, LeavesAFileThatIsNoHistoryAlone) {
  folder_.write("h.jsonl", "# Notes\nwithout a newline at the end");
  EXPECT_EQ(error_of(path_), "2 " + path_ + ":1: not a heapgate history");
  EXPECT_THROW(check_history(path_), UsageError);
  EXPECT_EQ(read_file(path_), "# Notes\nwithout a newline at the end");
}

TEST_F(AppendHistory, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(folder_.path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(error_of(folder_.path("fifo")),
            "4 " + folder_.path("fifo") + ": cannot be written: it is not a regular file");
  EXPECT_EQ(error_of(folder_.path()), "4 " + folder_.path() + ": cannot be written: Is a directory");
  EXPECT_EQ(error_of("/dev/full"), "4 /dev/full: cannot be written: it is not a regular file");
  EXPECT_EQ(error_of(folder_.path("no/h")),
            "4 " + folder_.path("no/h") + ": cannot be written: No such file or directory");
}

TEST_F(AppendHistory, LeavesTheFileAsItWasWhenTheDiskIsFull) {
  folder_.write("h.jsonl", first_);
  const test::ScopedFileLimit limit(first_.size() + 100);
  EXPECT_EQ(error_of(path_), "4 " + path_ + ": cannot be written: No space left on device");
  EXPECT_EQ(read_file(path_), first_);
}

TEST(ReadHistory, PassesOverBrokenLinesAndSaysWhich) {
  const TempFolder folder;
  const std::string line = history_line(sample_run(1));
  const std::string path =
      folder.write("h", line + "<<<<<<< ours\n" + line + "{\"schema\":9}\n" + line.substr(0, 50));
  const History history = read_history(path);
  EXPECT_EQ(history.runs.size(), 2U);
  EXPECT_EQ(history.lines[1] + "\n", line);
  EXPECT_THAT(history.notes,
              ElementsAre(path + ":2: not a heapgate run, passed over",
                          path + ":4: unsupported schema 9; this heapgate reads 1, passed over",
                          path + ":5: the last line is broken (an interrupted write), passed over"));
}

TEST(ReadHistory, TakesAWholeLastLineOfAnotherSchemaForNoTornWrite) {
  const TempFolder folder;
  const std::string path = folder.write("h", history_line(sample_run(1)) + "{\"schema\":9}");
  EXPECT_THAT(read_history(path).notes,
              ElementsAre(path + ":2: unsupported schema 9; this heapgate reads 1, passed over"));
}

TEST(ReadHistory, RefusesAMissingFileAndAFolder) {
  const TempFolder folder;
  try {
    (void)read_history(folder.path("none"));
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_EQ(error.what(), folder.path("none") + ": cannot be read: No such file or directory");
  }
  EXPECT_THROW((void)read_history(folder.path()), UsageError);
  EXPECT_NO_THROW(check_history(folder.path("none")));
  EXPECT_TRUE(read_history(folder.write("empty", "")).runs.empty());
}

}  // namespace
}  // namespace heapgate
