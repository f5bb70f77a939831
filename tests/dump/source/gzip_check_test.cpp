#include "dump/source/gzip_check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "util/crc32.hpp"
#include "util/xxhash64.hpp"

namespace heapgate {
namespace {

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFFU);
  return bytes;
}

// As the check sees it: header, whatever, trailer.
std::string member(const std::string& text) {
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + "whatever" + little_endian(crc32(0, text)) +
         little_endian(static_cast<std::uint32_t>(text.size()));
}

std::string problem_of(const std::string& compressed, const std::string& text, std::size_t piece) {
  GzipCheck check;
  for (std::size_t at = 0; at < compressed.size(); at += piece)
    check.add_compressed(compressed.substr(at, piece));
  for (std::size_t at = 0; at < text.size(); at += piece) check.add_text(text.substr(at, piece));
  return check.problem();
}

TEST(Crc32, IsThatOfGzip) {
  EXPECT_EQ(crc32(0, ""), 0U);
  EXPECT_EQ(crc32(0, "123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(crc32(0, "1234"), "56789"), 0xCBF43926U);
}

TEST(Xxhash64, IsThatOfZstd) {
  EXPECT_EQ(Xxhash64().value(), 0xEF46DB3751D8E999U);
  Xxhash64 abc;
  abc.add("abc");
  EXPECT_EQ(abc.value(), 0x44BC2CF5AD770999U);
  const std::string text(1000, 'x');
  Xxhash64 whole;
  whole.add(text);
  for (std::size_t piece = 1; piece < 70; ++piece) {
    Xxhash64 parts;
    for (std::size_t at = 0; at < text.size(); at += piece) parts.add(text.substr(at, piece));
    EXPECT_EQ(parts.value(), whole.value()) << piece;
  }
}

TEST(GzipCheck, HoldsTextsAgainstTrailers) {
  const std::string damaged =
      "checksum or length is not that of the text: the file is damaged, or more follows its end";
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    EXPECT_EQ(problem_of(member("text"), "text", piece), "");
    EXPECT_EQ(problem_of(member("text"), "texT", piece), damaged);
    EXPECT_EQ(problem_of(member("text"), "tex", piece), damaged);
    EXPECT_EQ(problem_of(member("text") + "more", "text", piece), damaged);
    EXPECT_EQ(problem_of(member(""), "", piece), "");
  }
  EXPECT_EQ(problem_of("\x1f\x8b", "", 9), "it is cut");
}

TEST(GzipCheck, TakesSeveralMembers) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1000U}) {
    const std::string three = member("one") + member("") + member("three");
    EXPECT_EQ(problem_of(three, "onethree", piece), "");
    EXPECT_NE(problem_of(three, "onethre", piece), "");
    EXPECT_NE(problem_of(three, "onEthree", piece), "");
  }
}

}  // namespace
}  // namespace heapgate
