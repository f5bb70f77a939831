#include "dump/parse/record_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RecordParserTest : public testing::Test {
 protected:
  // The reason, or "" if the line is good.
  std::string parse(const std::string& line) {
    padded_ = line + std::string(RecordParser::kPadding, '\0');
    const auto problem = parser_.parse({padded_.data(), line.size()}, record_);
    return problem ? to_string(*problem) : "";
  }

  RecordParser parser_;
  Record record_;
  std::string padded_;
};

constexpr const char* kFull =
    R"({"address":"0x7f00", "type":"STRING", "class":"0x10", "embedded":true, "bytesize":1, "value":"v", )"
    R"("references":["0x20", "0x30"], "file":"app.rb", "line":5, "method":"new", "generation":7, "memsize":40, )"
    R"("flags":{"wb_protected":true, "age":3}})";

TEST_F(RecordParserTest, ReadsEveryFieldItKnows) {
  ASSERT_EQ(parse(kFull), "");
  EXPECT_EQ(record_.address, Address{0x7f00});
  EXPECT_EQ(record_.type, "STRING");
  EXPECT_EQ(record_.klass, Address{0x10});
  EXPECT_THAT(record_.references, ElementsAre(Address{0x20}, Address{0x30}));
  EXPECT_EQ(record_.file, "app.rb");
  EXPECT_EQ(record_.line, 5);
  EXPECT_EQ(record_.method, "new");
  EXPECT_EQ(record_.generation, Generation{7});
  EXPECT_EQ(record_.memsize, 40U);
}

TEST_F(RecordParserTest, ReadsKeysInAnyOrderAndPassesUnknownOnes) {
  ASSERT_EQ(parse(R"({"flags":{"old":true}, "memsize":64, "new_key":[{"a":[1, null]}], "generation":0,)"
                  R"( "class":"0x1", "type":"GHOST", "address":"0x8"})"),
            "");
  EXPECT_EQ(record_.type, "GHOST");
  EXPECT_EQ(record_.address, Address{8});
  EXPECT_EQ(record_.memsize, 64U);
  EXPECT_EQ(record_.generation, Generation{0});
}

TEST_F(RecordParserTest, ForgetsTheRecordBefore) {
  ASSERT_EQ(parse(kFull), "");
  ASSERT_EQ(parse(R"({"type":"ROOT", "root":"vm"})"), "");
  EXPECT_EQ(record_.address, std::nullopt);
  EXPECT_EQ(record_.file, std::nullopt);
  EXPECT_EQ(record_.generation, std::nullopt);
  EXPECT_THAT(record_.references, IsEmpty());
}

TEST_F(RecordParserTest, ReadsClassRecords) {
  ASSERT_EQ(
      parse(R"({"address":"0x1", "type":"CLASS", "class":"0x2", "superclass":"0x3", "name":"Shop::Cart",)"
            R"( "real_class_name":"Class", "singleton":true, "memsize":1})"),
      "");
  EXPECT_EQ(record_.superclass, Address{3});
  EXPECT_EQ(record_.name, "Shop::Cart");
  EXPECT_EQ(record_.real_class_name, "Class");
  EXPECT_TRUE(record_.singleton);
}

TEST_F(RecordParserTest, ReadsReferencesWithAnyBlanks) {
  ASSERT_EQ(parse(R"({"type":"ROOT", "references":[]})"), "");
  EXPECT_THAT(record_.references, IsEmpty());
  ASSERT_EQ(parse("{\"type\":\"ROOT\", \"references\" : [ \"0x1\"\t,\"0X2\" , \"0x3\" ] , \"root\":\"vm\"}"),
            "");
  EXPECT_THAT(record_.references, ElementsAre(Address{1}, Address{2}, Address{3}));
}

TEST_F(RecordParserTest, TellsAnEmptyFileFromNone) {
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"OBJECT", "file":""})"), "");
  EXPECT_EQ(record_.file, "");
  EXPECT_EQ(record_.method, std::nullopt);
}

TEST_F(RecordParserTest, UnescapesTexts) {
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"OBJECT", "file":"a\"b\\c\u00e9\n"})"), "");
  EXPECT_EQ(record_.file, "a\"b\\c\xC3\xA9\n");
}

TEST_F(RecordParserTest, ReadsZeroPaddedAndUpperCaseAddresses) {
  ASSERT_EQ(parse(R"({"address":"0x00000000000000000000ABcd", "type":"OBJECT"})"), "");
  EXPECT_EQ(record_.address, Address{0xabcd});
}

TEST_F(RecordParserTest, ReadsWrappedAndNegativeLines) {
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"OBJECT", "line":18446744073709551613})"), "");
  EXPECT_EQ(record_.line, -3);
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"OBJECT", "line":-3})"), "");
  EXPECT_EQ(record_.line, -3);
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"OBJECT", "line":0})"), "");
  EXPECT_EQ(record_.line, 0);
}

TEST_F(RecordParserTest, ReadsMemsizesOverFourGibibytes) {
  ASSERT_EQ(parse(R"({"address":"0x1", "type":"ARRAY", "memsize":8589934600})"), "");
  EXPECT_EQ(record_.memsize, 8589934600U);
}

struct BadCase {
  const char* line;
  const char* reason;
};

TEST_F(RecordParserTest, SaysWhyALineIsBad) {
  const BadCase cases[] = {
      {"hello", "not a JSON object"},
      {R"({"type":"OBJECT", "file":"a"b"})", "not valid JSON"},
      {"[1, 2]", "not a JSON object"},
      {R"({"address":"0x1"})", "no dump record: it has no type"},
      {R"({"type":5})", "a key has a value of the wrong type"},
      {R"({"address":"xyz", "type":"OBJECT"})", "an address is not hexadecimal"},
      {R"({"address":"0x", "type":"OBJECT"})", "an address is not hexadecimal"},
      {R"({"address":"0x11112222333344445", "type":"OBJECT"})", "an address is not hexadecimal"},
      {R"({"address":17, "type":"OBJECT"})", "a key has a value of the wrong type"},
      {R"({"type":"OBJECT", "references":["0x1", 5]})", "a key has a value of the wrong type"},
      {R"({"type":"OBJECT", "references":"0x1"})", "a key has a value of the wrong type"},
      {R"({"type":"OBJECT", "references":["0x1" "0x2"]})", "the references are not valid JSON"},
      {R"({"type":"OBJECT", "references":["0x1",]})", "the references are not valid JSON"},
      {R"({"type":"OBJECT", "references":[,"0x1"]})", "the references are not valid JSON"},
      {R"({"type":"OBJECT", "references":["0x1", ["0x2"]]})", "a key has a value of the wrong type"},
      {R"({"type":"OBJECT", "references":["0x1", "0xg"]})", "an address is not hexadecimal"},
      {R"({"type":"OBJECT", "file":"back\slash.rb"})", "a string is not valid JSON"},
      {R"({"type":"OBJECT", "line":"5"})", "the line number is not an integer"},
      {R"({"type":"OBJECT", "generation":-1})", "the generation is not an integer"},
      {R"({"type":"OBJECT", "generation":4294967295})", "the generation is out of range"},
      {R"({"type":"OBJECT", "memsize":1.5})", "the memsize is not an integer"},
      {R"({"type":"OBJECT", "memsize":40, "memsize":41})", "a key is there twice"},
      {"{\"type\":\"OBJECT\", \"file\":\"bad\xE9.rb\"}", "not valid UTF-8"},
      {R"({"address":"0x1", "type":"OBJECT"} {"address":"0x2", "type":"OBJECT"})",
       "more than one record in the line"},
      {R"({"address":"0x1", "type":"OBJECT"}{"address":"0x2", "type":"OBJECT"})",
       "more than one record in the line"},
  };
  for (const BadCase& bad : cases) EXPECT_EQ(parse(bad.line), bad.reason) << bad.line;
}

TEST_F(RecordParserTest, RefusesRawQuotesAndControlBytesInPaths) {
  for (const char* file : {"quo\"te.rb", "ctl\x01.rb", "tab\t.rb"}) {
    EXPECT_NE(parse(std::string(R"({"address":"0x1", "type":"OBJECT", "file":")") + file + R"(", "line":1})"),
              "");
  }
}

TEST_F(RecordParserTest, RefusesALineCutAtEveryByte) {
  const std::string line = kFull;
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_NE(parse(line.substr(0, size)), "") << size;
  }
}

TEST(PeekAddress, ReadsTheAddressOfABrokenLine) {
  EXPECT_EQ(peek_address(R"({"address":"0x7f10", "type":"OBJECT", "file":"quo"te)"), Address{0x7f10});
  EXPECT_EQ(peek_address(R"({"address":"0x7f1)"), std::nullopt);
  EXPECT_EQ(peek_address(R"({"address":"nope", )"), std::nullopt);
  EXPECT_EQ(peek_address("name.rb\", \"line\":4}"), std::nullopt);
}

}  // namespace
}  // namespace heapgate
