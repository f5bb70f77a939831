#include "report/workflow_text.hpp"

#include <gtest/gtest.h>

#include "workflow_runner.hpp"

namespace heapgate {
namespace {

std::string escaped(const std::string& text) {
  return without_commands(text, {"<colon>", "<hash>"});
}

TEST(WithoutCommands, EscapesTheFirstColonOfALineWhateverBlanksStandBeforeIt) {
  EXPECT_EQ(escaped("::error::x"), "<colon>:error::x");
  EXPECT_EQ(escaped("a\n \t::error::x\n"), "a\n \t<colon>:error::x\n");
  EXPECT_EQ(escaped("a\r::error::x"), "a\r<colon>:error::x");
  EXPECT_EQ(escaped("\xC2\xA0\xE3\x80\x80::error::x"), "\xC2\xA0\xE3\x80\x80<colon>:error::x");
  EXPECT_EQ(escaped("\n\n::a::\n::b::"), "\n\n<colon>:a::\n<colon>:b::");
}

TEST(WithoutCommands, EscapesTheOlderFormAnywhere) {
  EXPECT_EQ(escaped("a ##[error]x ##[debug]"), "a #<hash>[error]x #<hash>[debug]");
  EXPECT_EQ(escaped("###[error]"), "##<hash>[error]");
}

TEST(WithoutCommands, LeavesOtherTextAsItIs) {
  for (const char* text : {"", "a::b::c", "Cart app.rb:14: 3 objects", "## [x]", "#[x]", "<a>::b::"})
    EXPECT_EQ(escaped(text), text);
}

TEST(WithoutCommands, LeavesNothingThatTheRunnerActsUpon) {
  const std::string log =
      "::error::a\n  ::set-output name=x::y\nz ##[add-path]/evil\n\xE2\x80\x83::debug::b\n";
  EXPECT_EQ(test::commands_in(log).size(), 4U);
  EXPECT_TRUE(test::commands_in(without_commands(log, {"\\x3A", "\\x23"})).empty());
}

}  // namespace
}  // namespace heapgate
