#include "util/units.hpp"

#include <gtest/gtest.h>

namespace heapgate {
namespace {

TEST(Units, ReadsBinaryAndDecimalPrefixes) {
  EXPECT_EQ(parse_bytes("3B"), 3);
  EXPECT_EQ(parse_bytes("3kB"), 3'000);
  EXPECT_EQ(parse_bytes("3MB"), 3'000'000);
  EXPECT_EQ(parse_bytes("3GB"), 3'000'000'000);
  EXPECT_EQ(parse_bytes("3KiB"), 3'072);
  EXPECT_EQ(parse_bytes("3MiB"), 3'145'728);
  EXPECT_EQ(parse_bytes("3GiB"), 3'221'225'472);
}

TEST(Units, TakesABareNumberAsBytes) {
  EXPECT_EQ(parse_bytes("0"), 0);
  EXPECT_EQ(parse_bytes("64"), 64);
  EXPECT_EQ(parse_bytes("007"), 7);
}

TEST(Units, AllowsOneSpaceBeforeTheUnit) {
  EXPECT_EQ(parse_bytes("64 KiB"), 65'536);
  EXPECT_EQ(parse_bytes("1.5 kB"), 1'500);
  EXPECT_EQ(parse_bytes("64  KiB"), std::nullopt);
  EXPECT_EQ(parse_bytes("64\tKiB"), std::nullopt);
}

TEST(Units, ReadsAFractionThatIsAWholeNumberOfBytes) {
  EXPECT_EQ(parse_bytes("1.5KiB"), 1'536);
  EXPECT_EQ(parse_bytes("0.001kB"), 1);
  EXPECT_EQ(parse_bytes("0.25GiB"), 268'435'456);
  EXPECT_EQ(parse_bytes("2.0B"), 2);
  EXPECT_EQ(parse_bytes("2.0"), 2);
}

TEST(Units, RefusesAFractionOfAByte) {
  EXPECT_EQ(parse_bytes("1.5B"), std::nullopt);
  EXPECT_EQ(parse_bytes("1.5"), std::nullopt);
  EXPECT_EQ(parse_bytes("0.0001kB"), std::nullopt);
  EXPECT_EQ(parse_bytes("0.1KiB"), std::nullopt);
}

TEST(Units, RefusesAUnitInOtherLetters) {
  for (const char* text : {"64KB", "64kb", "64K", "64k", "64kib", "64kiB", "64Kib", "64mb", "64M", "64TB",
                           "64b", "64bytes", "12 potatoes", "64KiBs"}) {
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
  }
}

TEST(Units, RefusesWhatIsNoPlainNumber) {
  for (const char* text : {"", " ", "kB", " 1kB", "-1", "+1", "1e3", "0x10", "1_000", "1,000", ".5kB", "1.kB",
                           "1..5kB", "1.5.5kB", "1. 5kB", "abc", "1 000 B"}) {
    EXPECT_EQ(parse_bytes(text), std::nullopt) << text;
  }
}

TEST(Units, ReadsUpToTheLargest64BitNumber) {
  EXPECT_EQ(parse_bytes("18446744073709551615"), 18'446'744'073'709'551'615U);
  EXPECT_EQ(parse_bytes("17179869183GiB"), 17'179'869'183U << 30);
}

TEST(Units, RefusesWhatOverflows64Bits) {
  EXPECT_EQ(parse_bytes("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_bytes("99999999999999999999"), std::nullopt);
  EXPECT_EQ(parse_bytes("17179869184GiB"), std::nullopt);
  EXPECT_EQ(parse_bytes("18446744073709552kB"), std::nullopt);
  EXPECT_EQ(parse_bytes("0.00000000000000000000001B"), std::nullopt);
}

}  // namespace
}  // namespace heapgate
