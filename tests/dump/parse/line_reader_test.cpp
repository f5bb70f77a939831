#include "dump/parse/line_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace heapgate {
namespace {

constexpr std::size_t kPadding = 64;

// Gives its text in pieces of random sizes, as a pipe does.
class RandomSource : public ByteSource {
 public:
  RandomSource(std::string text, unsigned seed) : text_(std::move(text)), random_(seed) {}

  std::size_t read(std::span<char> buffer) override {
    const std::size_t limit = std::min(buffer.size(), text_.size() - at_);
    if (limit == 0) return 0;
    const std::size_t size = std::uniform_int_distribution<std::size_t>(1, limit)(random_);
    std::copy_n(text_.data() + at_, size, buffer.data());
    at_ += size;
    return size;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
  std::mt19937 random_;
};

struct ReadLines {
  std::vector<std::string> lines;
  bool ended_in_newline = true;
};

ReadLines read_lines(const std::string& text, std::size_t chunk, unsigned seed = 1) {
  RandomSource source(text, seed);
  LineReader reader(source, chunk, kPadding);
  ReadLines result;
  std::string_view line;
  while (reader.next(line)) result.lines.emplace_back(line);
  EXPECT_EQ(reader.lines(), result.lines.size());
  result.ended_in_newline = reader.ended_in_newline();
  return result;
}

TEST(LineReader, AnEmptySourceHasNoLines) {
  EXPECT_TRUE(read_lines("", 16).lines.empty());
}

TEST(LineReader, CutsAtNewlinesAndDropsCarriageReturns) {
  const ReadLines read = read_lines("one\r\n\ntwo\n", 16);
  EXPECT_EQ(read.lines, (std::vector<std::string>{"one", "", "two"}));
  EXPECT_TRUE(read.ended_in_newline);
}

TEST(LineReader, GivesALastLineWithoutNewlineAndSaysSo) {
  const ReadLines read = read_lines("one\ntwo", 16);
  EXPECT_EQ(read.lines, (std::vector<std::string>{"one", "two"}));
  EXPECT_FALSE(read.ended_in_newline);
}

TEST(LineReader, IsTheSameForEveryChunkSizeAndPiece) {
  std::mt19937 random(7);
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 200; ++i) {
    const auto size = std::uniform_int_distribution<std::size_t>(0, i % 10 == 0 ? 3000 : 40)(random);
    expected.push_back(std::string(size, static_cast<char>('a' + i % 26)));
    text += expected.back() + "\n";
  }
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const std::size_t chunk = std::uniform_int_distribution<std::size_t>(1, 500)(random);
    EXPECT_EQ(read_lines(text, chunk, seed).lines, expected) << "chunk " << chunk << " seed " << seed;
  }
}

TEST(LineReader, KeepsALineOfTensOfMegabytes) {
  const std::string line(30'000'000, 'x');
  const ReadLines read = read_lines("a\n" + line + "\nb\n", 1 << 16);
  ASSERT_EQ(read.lines.size(), 3U);
  EXPECT_EQ(read.lines[1], line);
  EXPECT_EQ(read.lines[2], "b");
}

}  // namespace
}  // namespace heapgate
