#include "util/natural_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace heapgate {
namespace {

TEST(NaturalOrder, ComparesRunsOfDigitsAsNumbers) {
  const std::vector<std::string> sorted{"",
                                        "1.json",
                                        "2.json",
                                        "02.json",
                                        "10.json",
                                        "a",
                                        "a2b1",
                                        "a2b10",
                                        "a10b2",
                                        "dump-9",
                                        "dump-10",
                                        "dump-10-1",
                                        "dump-10a",
                                        "dump-99999999999999999999999",
                                        "dump-100000000000000000000000"};
  std::vector<std::string> shuffled = sorted;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(3));
  std::sort(shuffled.begin(), shuffled.end(), natural_less);
  // "02" and "2" are the same number: the text decides between them.
  std::vector<std::string> expected = sorted;
  std::swap(expected[2], expected[3]);
  EXPECT_EQ(shuffled, expected);
}

TEST(NaturalOrder, IsAStrictOrder) {
  const std::vector<std::string> names{"1", "01", "001", "1a", "a1", "a01", "a", "b", "", "10", "2", "\xff"};
  for (const auto& a : names) {
    EXPECT_FALSE(natural_less(a, a)) << a;
    for (const auto& b : names) {
      if (a != b) {
        EXPECT_NE(natural_less(a, b), natural_less(b, a)) << a << " " << b;
      }
    }
  }
}

}  // namespace
}  // namespace heapgate
