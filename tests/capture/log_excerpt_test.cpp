#include "capture/log_excerpt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heap_text.hpp"

namespace heapgate {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string numbers(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) text += std::to_string(i) + "\n";
  return text;
}

TEST(LogExcerpt, ShowsAllOfAShortLog) {
  EXPECT_EQ(log_excerpt(""), "");
  EXPECT_EQ(log_excerpt("one\n\ntwo"), "\n  | one\n  | two");
  EXPECT_THAT(log_excerpt(numbers(1, 30)), Not(HasSubstr("left out")));
}

TEST(LogExcerpt, ShowsTheFirstAndTheLastLinesOfALongOne) {
  EXPECT_EQ(
      log_excerpt(numbers(1, 1000)),
      "\n  | 1\n  | 2\n  | 3\n  | 4\n  | 5\n  | 6\n  | … (982 lines left out)\n  | 989\n  | 990\n  | 991\n"
      "  | 992\n  | 993\n  | 994\n  | 995\n  | 996\n  | 997\n  | 998\n  | 999\n  | 1000");
}

// Ruby prints the message first, and the frames of all that was called behind it.
TEST(LogExcerpt, ShowsTheMessageAboveABacktrace) {
  std::string log =
      numbers(1, 50) + "config.ru:3:in 'block in <main>': no such table: carts (SQLite3::SQLException)\n";
  for (int i = 0; i < 60; ++i) log += "\tfrom /gems/rack/builder.rb:" + std::to_string(i) + ":in 'call'\n";
  log += numbers(51, 70);
  EXPECT_THAT(log_excerpt(log), HasSubstr("\n  | … (41 lines left out)\n  | 48\n  | 49\n  | 50\n"
                                          "  | config.ru:3:in 'block in <main>': no such table: carts"));
  EXPECT_THAT(log_excerpt(log), EndsWith("\n  | 70"));
}

TEST(LogExcerpt, CutsALongLine) {
  EXPECT_EQ(log_excerpt(std::string(501, 'x')), "\n  | " + std::string(500, 'x') + " …");
}

TEST(ReadLog, LeavesOutTheMiddleOfALargeLog) {
  const test::TempFolder folder;
  EXPECT_EQ(read_log(folder.path("none")), "");
  EXPECT_EQ(read_log(folder.write("small", "text\n")), "text\n");
  const std::string text = read_log(folder.write("large", numbers(1, 100'000)));
  EXPECT_THAT(text, StartsWith("1\n2\n"));
  EXPECT_THAT(text, EndsWith("\n100000\n"));
  EXPECT_THAT(text, HasSubstr("\n… (326751 bytes left out)\n"));
}

}  // namespace
}  // namespace heapgate
