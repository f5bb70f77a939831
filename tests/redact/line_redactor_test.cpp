#include "redact/line_redactor.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapgate {
namespace {

std::string redacted(std::string line) {
  const std::size_t size = line.size();
  line.append(RecordParser::kPadding, ' ');
  LineRedactor redactor;
  std::string out;
  redactor.redact({line.data(), size}, false, out);
  redactor.finish(out);
  return out;
}

bool is_record(std::string line) {
  const std::size_t size = line.size();
  line.append(RecordParser::kPadding, ' ');
  LineRedactor redactor;
  std::string out;
  redactor.redact({line.data(), size}, false, out);
  redactor.finish(out);
  return redactor.saw_record();
}

TEST(LineRedactor, KeepsOfAStringAllButItsValueAndFlags) {
  EXPECT_EQ(
      redacted(R"({"address":"0x7f10", "type":"STRING", "shape_id":3, "slot_size":40, "class":"0x7f00", )"
               R"("frozen":true, "embedded":true, "bytesize":6, "value":"s3cret", "encoding":"UTF-8", )"
               R"("coderange":"7bit", "references":["0x1", "0x02"], "file":"a \"b\".rb", "line":7, )"
               R"("method":"new", "generation":5, "memsize":40, "flags":{"wb_protected":true}})"),
      R"({"address":"0x7f10", "type":"STRING", "shape_id":3, "slot_size":40, "class":"0x7f00", )"
      R"("frozen":true, "embedded":true, "bytesize":6, "encoding":"UTF-8", )"
      R"("coderange":"7bit", "references":["0x1", "0x2"], "file":"a \"b\".rb", "line":7, )"
      R"("method":"new", "generation":5, "memsize":40})");
}

TEST(LineRedactor, KeepsNamesOfClassesAndModulesOnly) {
  EXPECT_EQ(redacted(R"({"address":"0x1", "type":"CLASS", "class":"0x2", "superclass":"0x3", "name":"Cart", )"
                     R"("real_class_name":"Class", "singleton":true, "memsize":600})"),
            R"({"address":"0x1", "type":"CLASS", "class":"0x2", "superclass":"0x3", "name":"Cart", )"
            R"("real_class_name":"Class", "singleton":true, "memsize":600})");
  EXPECT_EQ(redacted(R"({"address":"0x1", "type":"MODULE", "name":"Shop"})"),
            R"({"address":"0x1", "type":"MODULE", "name":"Shop"})");
  EXPECT_EQ(redacted(R"({"address":"0x1", "type":"OBJECT", "superclass":"0x3", "name":"s3cret", )"
                     R"("real_class_name":"s3cret", "singleton":true})"),
            R"({"address":"0x1", "type":"OBJECT"})");
}

TEST(LineRedactor, KeepsTheRootAndTheImemoType) {
  EXPECT_EQ(redacted(R"({"type":"ROOT", "root":"vm", "references":["0x1"]})"),
            R"({"type":"ROOT", "root":"vm", "references":["0x1"]})");
  EXPECT_EQ(
      redacted(R"({"address":"0x1", "type":"IMEMO", "class":"0x9", "imemo_type":"ment", "mid":"s3cret"})"),
      R"({"address":"0x1", "type":"IMEMO", "imemo_type":"ment"})");
}

TEST(LineRedactor, DropsWhatItDoesNotKnow) {
  for (const char* field :
       {R"("value":"s3cret")", R"("default":"s3cret")", R"("password":"s3cret")", R"("edge_name":"@s3cret")",
        R"("called_id":"s3cret")", R"("flags":{"s3cret":true})", R"("s3cret":1)", R"("val\u0075e":"s3cret")",
        R"("nested":{"file":"s3cret", "bytesize":1})", R"("list":["s3cret", {"type":"s3cret"}])"}) {
    EXPECT_EQ(redacted(R"({"address":"0x1", "type":"SYMBOL", )" + std::string(field) + "}"),
              R"({"address":"0x1", "type":"SYMBOL"})")
        << field;
  }
}

TEST(LineRedactor, DropsAKnownKeyWhoseValueIsNotWhatItShouldBe) {
  for (const char* field :
       {R"("bytesize":"s3cret")", R"("length":["s3cret"])", R"("size":{"s3cret":1})", R"("ivars":null)",
        R"("capacity":1.5)", R"("frozen":trues3cret)", R"("fd":123456789012345678901)",
        R"("encoding":"s3 cret")", R"("encoding":"s3cre\u0074")", R"("coderange":5)", R"("struct":"")",
        R"("root":["s3cret"])", R"("encoding":"s3cretaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"}) {
    const std::string line = R"({"address":"0x1", "type":"STRING", )" + std::string(field) + "}";
    EXPECT_EQ(redacted(line), R"({"address":"0x1", "type":"STRING"})") << field;
  }
}

TEST(LineRedactor, ReadsValuesWithBlanksAroundThem) {
  EXPECT_EQ(redacted("{ \"address\" : \"0x1\" ,\t\"type\" : \"STRING\" , \"bytesize\" : -7 ,"
                     " \"encoding\" : \"UTF-8\" , \"frozen\" : false }"),
            R"({"address":"0x1", "type":"STRING", "bytesize":-7, "encoding":"UTF-8", "frozen":false})");
}

TEST(LineRedactor, ReplacesATypeThatIsNoWord) {
  EXPECT_EQ(redacted(R"({"address":"0x1", "type":"my s3cret"})"), R"({"address":"0x1", "type":"REDACTED"})");
  EXPECT_EQ(redacted(R"({"address":"0x1", "type":"IMEMO", "imemo_type":"my s3cret"})"),
            R"({"address":"0x1", "type":"IMEMO", "imemo_type":"REDACTED"})");
}

TEST(LineRedactor, KeepsAWrappedLineNumberAndABigMemsize) {
  EXPECT_EQ(
      redacted(
          R"({"address":"0x1", "type":"DATA", "line":18446744073709551613, "memsize":18446744073709551615})"),
      R"({"address":"0x1", "type":"DATA", "line":-3, "memsize":18446744073709551615})");
}

TEST(LineRedactor, TellsWhetherItSawADump) {
  EXPECT_TRUE(is_record(R"({"type":"ROOT", "root":"vm"})"));
  EXPECT_TRUE(is_record(R"({"address":"0x1", "type":"STRING"})"));
  for (const char* line : {R"({"address":"0x1", "type":"NONE"})", R"({"address":"0x1", "type":"SHAPE"})",
                           R"({"type":"object"})", "text"}) {
    EXPECT_FALSE(is_record(line)) << line;
  }
}

}  // namespace
}  // namespace heapgate
