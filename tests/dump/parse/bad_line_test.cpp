#include "dump/parse/bad_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dump/parse/record_parser.hpp"

namespace heapgate {
namespace {

std::string reason_of(std::string line) {
  const std::size_t size = line.size();
  line.append(RecordParser::kPadding, ' ');
  RecordParser parser;
  Record record;
  const char* reason = parser.parse({line.data(), size}, record);
  return reason != nullptr ? reason : "a good line";
}

std::string placeholder(const std::string& line) {
  std::string out;
  append_placeholder(line_start(line), reason_of(line), "", out);
  return out;
}

// Every reason that RecordParser has, with what a line may hold then.
const std::vector<std::pair<std::string, std::string>> kBadLines{
    {"not valid JSON", R"({"address":"0x10", "type":"STRING", "value":"s3cret)"},
    {"not valid UTF-8", "{\"address\":\"0x10\", \"type\":\"STRING\", \"value\":\"s3cret\xff\"}"},
    {"not a JSON object", R"({"address":"0x10", "type":"STRING", "value":"s3cret")"},
    {"not a JSON object", R"(["s3cret"])"},
    {"not a JSON object", "s3cret"},
    {"a key is there twice", R"({"address":"0x10", "type":"STRING", "type":"s3cret"})"},
    {"no dump record: it has no type", R"({"address":"0x10", "value":"s3cret"})"},
    {"more than one record in the line", R"({"address":"0x10", "type":"s3cret"} {"address":"0x20"})"},
    {"a key has a value of the wrong type", R"({"address":"0x10", "type":["s3cret"]})"},
    {"an address is not hexadecimal", R"({"address":"0x10", "class":"s3cret"})"},
    {"an address is not hexadecimal", R"({"address":"s3cret", "type":"STRING"})"},
    {"a string is not valid JSON", R"({"address":"0x10", "type":"s3cret\q"})"},
    {"a string is not valid JSON", R"({"address":"0x10", "file":"s3cret\udc41"})"},
    {"the references are not valid JSON", R"({"address":"0x10", "references":["0x1" "s3cret"]})"},
    {"the line number is not an integer", R"({"address":"0x10", "line":"s3cret"})"},
    {"the generation is not an integer", R"({"address":"0x10", "generation":"s3cret"})"},
    {"the generation is out of range", R"({"address":"0x10", "generation":99999999999})"},
    {"the memsize is not an integer", R"({"address":"0x10", "memsize":"s3cret"})"},
};

TEST(BadLine, IsBadForTheSameReasonAsAPlaceholder) {
  for (const auto& [reason, line] : kBadLines) {
    EXPECT_EQ(reason_of(line), reason) << line;
    EXPECT_EQ(reason_of(placeholder(line)), reason) << line << "\n" << placeholder(line);
  }
}

TEST(BadLine, KeepsTheAddressThatCanBeReadAndNothingElse) {
  for (const auto& [reason, line] : kBadLines) {
    const std::string out = placeholder(line);
    EXPECT_EQ(peek_address(out), peek_address(line)) << line;
    EXPECT_EQ(out.find("s3cret"), std::string::npos) << out;
    EXPECT_EQ(out.find('\n'), std::string::npos) << out;
  }
}

TEST(BadLine, IsBadWhateverTheReason) {
  std::string out;
  append_placeholder({}, "a reason to come", "", out);
  EXPECT_EQ(reason_of(out), "not valid JSON");
}

}  // namespace
}  // namespace heapgate
