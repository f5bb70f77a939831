#include "util/suggest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 4> kKnown{"class", "site", "severity", "max_bytes"};

TEST(Suggest, NamesTheNearestKnownWord) {
  EXPECT_EQ(suggestion("clas", kKnown), "; did you mean 'class'?");
  EXPECT_EQ(suggestion("klass", kKnown), "; did you mean 'class'?");
  EXPECT_EQ(suggestion("sites", kKnown), "; did you mean 'site'?");
  EXPECT_EQ(suggestion("max-bytes", kKnown), "; did you mean 'max_bytes'?");
}

TEST(Suggest, AllowsMoreMistakesInLongerWords) {
  EXPECT_EQ(suggestion("serverty", kKnown), "; did you mean 'severity'?");
  EXPECT_EQ(suggestion("maxbites", kKnown), "; did you mean 'max_bytes'?");
  EXPECT_EQ(suggestion("clxxs", kKnown), "; known are class, site, severity, max_bytes");
}

TEST(Suggest, IgnoresTheCaseOfLetters) {
  EXPECT_EQ(suggestion("CLASS", kKnown), "; did you mean 'class'?");
  EXPECT_EQ(suggestion("Max_Bytes", kKnown), "; did you mean 'max_bytes'?");
}

TEST(Suggest, ListsTheKnownWordsInTheirOrderIfNoneIsNear) {
  EXPECT_EQ(suggestion("potatoes", kKnown), "; known are class, site, severity, max_bytes");
  EXPECT_EQ(suggestion("", kKnown), "; known are class, site, severity, max_bytes");
  EXPECT_EQ(suggestion(std::string(1000, 'x'), kKnown), "; known are class, site, severity, max_bytes");
}

TEST(Suggest, TakesTheFirstOfEquallyNearWords) {
  constexpr std::array<std::string_view, 3> kTwins{"bat", "cat", "hat"};
  EXPECT_EQ(suggestion("rat", kTwins), "; did you mean 'bat'?");
}

TEST(Suggest, TakesTheNearerOfTwoNearWords) {
  constexpr std::array<std::string_view, 2> kPair{"severities", "severity"};
  EXPECT_EQ(suggestion("severit", kPair), "; did you mean 'severity'?");
}

}  // namespace
}  // namespace heapgate
