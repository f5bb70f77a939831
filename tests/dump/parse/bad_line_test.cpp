#include "dump/parse/bad_line.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dump/parse/record_parser.hpp"

namespace heapgate {
namespace {

std::optional<LineProblem> problem_of(std::string line) {
  const std::size_t size = line.size();
  line.append(RecordParser::kPadding, ' ');
  RecordParser parser;
  Record record;
  return parser.parse({line.data(), size}, record);
}

std::string placeholder(const std::string& line) {
  std::string out;
  append_placeholder(line_start(line), problem_of(line).value(), "", out);
  return out;
}

// Every reason that RecordParser has, with what a line may hold then.
const std::vector<std::pair<LineProblem, std::string>> kBadLines{
    {LineProblem::bad_json, R"({"address":"0x10", "type":"STRING", "value":"s3cret)"},
    {LineProblem::bad_utf8, "{\"address\":\"0x10\", \"type\":\"STRING\", \"value\":\"s3cret\xff\"}"},
    {LineProblem::no_object, R"({"address":"0x10", "type":"STRING", "value":"s3cret")"},
    {LineProblem::no_object, R"(["s3cret"])"},
    {LineProblem::no_object, "s3cret"},
    {LineProblem::key_twice, R"({"address":"0x10", "type":"STRING", "type":"s3cret"})"},
    {LineProblem::no_type, R"({"address":"0x10", "value":"s3cret"})"},
    {LineProblem::several_records, R"({"address":"0x10", "type":"s3cret"} {"address":"0x20"})"},
    {LineProblem::wrong_type, R"({"address":"0x10", "type":["s3cret"]})"},
    {LineProblem::bad_address, R"({"address":"0x10", "class":"s3cret"})"},
    {LineProblem::bad_address, R"({"address":"s3cret", "type":"STRING"})"},
    {LineProblem::bad_string, R"({"address":"0x10", "type":"s3cret\q"})"},
    {LineProblem::bad_string, R"({"address":"0x10", "file":"s3cret\udc41"})"},
    {LineProblem::bad_references, R"({"address":"0x10", "references":["0x1" "s3cret"]})"},
    {LineProblem::bad_line_number, R"({"address":"0x10", "line":"s3cret"})"},
    {LineProblem::bad_generation, R"({"address":"0x10", "generation":"s3cret"})"},
    {LineProblem::huge_generation, R"({"address":"0x10", "generation":99999999999})"},
    {LineProblem::bad_memsize, R"({"address":"0x10", "memsize":"s3cret"})"},
};

TEST(BadLine, IsBadForTheSameReasonAsAPlaceholder) {
  for (const auto& [problem, line] : kBadLines) {
    EXPECT_EQ(problem_of(line), problem) << line;
    EXPECT_EQ(problem_of(placeholder(line)), problem) << line << "\n" << placeholder(line);
  }
}

TEST(BadLine, KeepsTheAddressThatCanBeReadAndNothingElse) {
  for (const auto& [problem, line] : kBadLines) {
    const std::string out = placeholder(line);
    EXPECT_EQ(peek_address(out), peek_address(line)) << line;
    EXPECT_EQ(out.find("s3cret"), std::string::npos) << out;
    EXPECT_EQ(out.find('\n'), std::string::npos) << out;
  }
}

}  // namespace
}  // namespace heapgate
