#include "util/quotes.hpp"

#include <gtest/gtest.h>

namespace heapgate {
namespace {

TEST(ShellWord, IsAsItIsOrInQuotes) {
  EXPECT_EQ(shell_word("dumps/1.json.zst"), "dumps/1.json.zst");
  EXPECT_EQ(shell_word("my dumps/(1).json"), "'my dumps/(1).json'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's"), "$'it\\x27s'");
  EXPECT_EQ(shell_word("$(touch x)`\n<b>\\"), "$'\\x24(touch x)\\x60\\x0A\\x3Cb\\x3E\\x5C'");
}

TEST(Quotes, OfMessagesAreSingle) {
  EXPECT_EQ(in_quotes("my rule"), "'my rule'");
}

TEST(Quotes, OfYamlHideWhatWouldEndTheScalar) {
  EXPECT_EQ(yaml_single_quoted("it's @1"), "'it''s @1'");
  EXPECT_EQ(yaml_double_quoted("say \"hi\" \\ \x01\n\x7f caf\xC3\xA9"),
            "\"say \\\"hi\\\" \\\\ \\x01\\x0a\\x7f caf\xC3\xA9\"");
}

}  // namespace
}  // namespace heapgate
