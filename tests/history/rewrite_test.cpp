// Pruned and merged.

#include <gmock/gmock.h>

#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "report/scoped_process.hpp"
#include "sample_run.hpp"

namespace heapgate {
namespace {

using test::read_file;
using test::sample_run;
using test::TempFolder;

class RewriteHistory : public testing::Test {
 protected:
  static std::string lines(const std::vector<int>& numbers) {
    std::string text;
    for (const int number : numbers) text += history_line(sample_run(number));
    return text;
  }
  static std::string summary(const Rewritten& result) {
    return std::to_string(result.runs) + " runs, " + std::to_string(result.added) + " added, " +
           std::to_string(result.duplicates) + " twice, " + std::to_string(result.dropped) + " dropped, " +
           std::to_string(result.notes.size()) + " notes";
  }

  TempFolder folder_;
  std::string path_ = folder_.path("h");
};

TEST_F(RewriteHistory, KeepsTheNewestByTime) {
  folder_.write("h", lines({5, 1, 4, 2, 3}));
  EXPECT_EQ(summary(rewrite_history(path_, {}, {{}, 2})), "2 runs, 0 added, 0 twice, 3 dropped, 0 notes");
  EXPECT_EQ(read_file(path_), lines({4, 5}));
}

TEST_F(RewriteHistory, DropsWhatIsTooOld) {
  folder_.write("h", lines({1, 2, 3}));
  EXPECT_EQ(summary(rewrite_history(path_, {}, {sample_run(2).time, {}})),
            "2 runs, 0 added, 0 twice, 1 dropped, 0 notes");
  EXPECT_EQ(read_file(path_), lines({2, 3}));
}

TEST_F(RewriteHistory, MergesFilesThatBeganAsOne) {
  folder_.write("h", lines({1, 2, 4}));
  folder_.write("a", lines({1, 2, 3}));
  folder_.write("b", lines({1, 2, 5}) + history_line(sample_run(6)).substr(0, 99));
  EXPECT_EQ(summary(rewrite_history(path_, {folder_.path("a"), folder_.path("b")}, {})),
            "5 runs, 2 added, 4 twice, 0 dropped, 1 notes");
  EXPECT_EQ(read_file(path_), lines({1, 2, 3, 4, 5}));
}

TEST_F(RewriteHistory, GivesTheSameFileWhateverTheOrder) {
  folder_.write("a", lines({1, 3}));
  folder_.write("b", lines({2, 1}));
  (void)rewrite_history(path_, {folder_.path("a"), folder_.path("b")}, {});
  const std::string one = read_file(path_);
  (void)rewrite_history(folder_.path("other"), {folder_.path("b"), folder_.path("a")}, {});
  EXPECT_EQ(read_file(folder_.path("other")), one);
  EXPECT_EQ(one, lines({1, 2, 3}));
}

TEST_F(RewriteHistory, DoesNotLoseLinesOfAnotherSchema) {
  // The last one may lack its newline, as after an interrupted write.
  for (const char* end : {"\n", ""}) {
    const std::string text = lines({1, 2}) + "{\"schema\":9}" + end;
    folder_.write("h", text);
    EXPECT_THROW((void)rewrite_history(path_, {}, {{}, 1}), UsageError);
    EXPECT_EQ(read_file(path_), text);
  }
}

TEST_F(RewriteHistory, MakesNoFileWhenAnotherIsMissing) {
  EXPECT_THROW((void)rewrite_history(path_, {folder_.path("none")}, {}), UsageError);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(RewriteHistory, LeavesTheFileAsItWasWhenTheDiskIsFull) {
  folder_.write("h", lines({1, 2, 3}));
  const test::ScopedFileLimit limit(100);
  EXPECT_THROW((void)rewrite_history(path_, {}, {{}, 2}), OutputError);
  EXPECT_EQ(read_file(path_), lines({1, 2, 3}));
}

}  // namespace
}  // namespace heapgate
