#include "dump/parse/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "dump/parse/record_parser.hpp"

namespace heapgate {
namespace {

std::string json(std::string_view text) {
  std::string out;
  append_json(text, out);
  return out;
}

// What the parser reads from `quoted`, written again and read again.
std::string read_file_of(const std::string& quoted) {
  std::string line = R"({"type":"STRING", "file":)" + quoted + "}";
  const std::size_t size = line.size();
  line.append(RecordParser::kPadding, ' ');
  RecordParser parser;
  Record record;
  EXPECT_FALSE(parser.parse({line.data(), size}, record)) << quoted;
  return std::string(record.file.value_or("(none)"));
}

TEST(JsonText, EscapesWhatMustBe) {
  EXPECT_EQ(json("app/a.rb"), R"("app/a.rb")");
  EXPECT_EQ(json(""), R"("")");
  EXPECT_EQ(json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json(std::string("\0\x1f\n\x7f", 4)), "\"\\u0000\\u001f\\u000a\x7f\"");
  EXPECT_EQ(json("Größe €😀\xED\x9F\xBF"), "\"Größe €😀\xED\x9F\xBF\"");
}

TEST(JsonText, IsReadAsTheSameText) {
  std::string every_byte;
  for (int c = 0; c < 0x80; ++c) every_byte += static_cast<char>(c);
  for (const std::string& text : {every_byte, std::string("Größe €😀"), std::string("\xED\x95\x9C한")}) {
    EXPECT_EQ(read_file_of(json(text)), text);
  }
}

TEST(JsonText, WritesAddressesAsRubyDoes) {
  const auto address = [](std::uint64_t value) {
    std::string out;
    append_json(Address{value}, out);
    return out;
  };
  EXPECT_EQ(address(0), R"("0x0")");
  EXPECT_EQ(address(0x7f36b4c2bc70), R"("0x7f36b4c2bc70")");
  EXPECT_EQ(address(0xffffffffffffffff), R"("0xffffffffffffffff")");
}

}  // namespace
}  // namespace heapgate
