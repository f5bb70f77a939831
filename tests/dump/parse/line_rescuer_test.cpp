#include "dump/parse/line_rescuer.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace heapgate {
namespace {

struct Seen {
  std::shared_ptr<const std::string> line;  // which the record's texts are parts of
  Rescue rescue = Rescue::lost;
  std::string field;
  Record record;
};

// The record's texts live as long as the rescuer.
LineRescuer& rescuer() {
  static LineRescuer instance;
  return instance;
}

Seen see(const std::string& line) {
  Seen seen;
  seen.line = std::make_shared<const std::string>(line);
  seen.rescue = rescuer().rescue(*seen.line, seen.record);
  seen.field = rescuer().field();
  return seen;
}

const std::string kHead = R"({"address":"0x10", "type":"STRING", "class":"0x8", "value":"s", )";
const std::string kTail = R"(, "generation":4, "memsize":40, "flags":{"old":true}})";

TEST(LineRescuer, ReadsARecordButForItsMethod) {
  for (const std::string method : {"ex\\u00ff\x01uter", "bin\xff\xfe", "a\"b", "a\nb", "} {\"a"}) {
    const Seen seen = see(kHead + R"("file":"a.rb", "line":4, "method":")" + method + "\"" + kTail);
    EXPECT_EQ(seen.rescue, Rescue::rescued) << method;
    EXPECT_EQ(seen.field, "method");
    EXPECT_EQ(seen.record.file, "a.rb");
    EXPECT_EQ(seen.record.line, 4);
    EXPECT_EQ(seen.record.generation, Generation{4});
    EXPECT_EQ(seen.record.memsize, 40U);
    EXPECT_EQ(seen.record.method, std::nullopt);
  }
}

TEST(LineRescuer, ReadsAFileNameAsItStands) {
  const std::pair<std::string, std::string> names[] = {
      {"rule \"VAT 19 %\"", "rule \"VAT 19 %\""},
      {"tab\tname.rb", "tab\tname.rb"},
      {"two\nlines.rb", "two\nlines.rb"},
      {"back\\slash.rb", "back\\slash.rb"},
      {"latin1-\xe9.rb", "latin1-\\xe9.rb"},
      {"a\", \"x\":1, \"line\":7, \"y\":\"b", "a\", \"x\":1, \"line\":7, \"y\":\"b"},
      {"a\", \"line\":1 b", "a\", \"line\":1 b"},
  };
  for (const auto& [raw, name] : names) {
    const Seen seen = see(kHead + R"("file":")" + raw + R"(", "line":4)" + kTail);
    EXPECT_EQ(seen.rescue, Rescue::rescued) << raw;
    EXPECT_EQ(seen.field, "file") << raw;
    EXPECT_EQ(seen.record.file, name);
    EXPECT_EQ(seen.record.line, 4) << raw;
    EXPECT_EQ(rescuer().raw_name(), raw);
  }
}

TEST(LineRescuer, ReadsAClassNameAsItStands) {
  const Seen seen =
      see(R"({"address":"0x10", "type":"CLASS", "class":"0x8", "name":"A"B", "references":["0x1"]})");
  EXPECT_EQ(seen.rescue, Rescue::rescued);
  EXPECT_EQ(seen.record.name, "A\"B");
  EXPECT_EQ(seen.record.references, std::vector<Address>{Address{1}});
}

TEST(LineRescuer, DoesNotNeedWhatIsBehindTheSize) {
  for (const std::string end : {"\"memsize\":4x", "\"memsize\":40, \"flags\":{\"ol"}) {
    const Seen seen = see(kHead + R"("file":"a.rb", "line":4, "generation":4, )" + end);
    EXPECT_EQ(seen.rescue, Rescue::rescued) << end;
    EXPECT_EQ(seen.record.generation, Generation{4});
  }
}

TEST(LineRescuer, LosesWhatIsNotKnownForCertain) {
  const std::pair<std::string, std::string> lines[] = {
      {R"({"address":"0x10", "type":"STRING", "class":0x8", "file":"a.rb", "line":4)" + kTail, "class"},
      {R"({"address":"0x10", "type":"STR"NG", "class":"0x8", "file":"a.rb", "line":4)" + kTail, "type"},
      {kHead + R"("file":"a.rb", "line":4x)" + kTail, "file"},
      // The damage may have taken a file and a line.
      {R"({"address":"0x10", "type":"STRING", "class":"0x8", "value":"s")" + std::string(9, '\x01') + kTail,
       "value"},
  };
  for (const auto& [line, field] : lines) {
    const Seen seen = see(line);
    EXPECT_EQ(seen.rescue, Rescue::lost) << line;
    EXPECT_EQ(seen.field, field) << line;
  }
  EXPECT_EQ(see("garbage").rescue, Rescue::lost);
  EXPECT_EQ(see(R"({"type":"ROOT", "root":"v"m"})").rescue, Rescue::lost);
  EXPECT_EQ(see(kHead + R"("memsize":40}{"address":"0x20", "type":"STRING"})").rescue, Rescue::lost);
}

TEST(LineRescuer, WaitsForTheRestOfALine) {
  EXPECT_EQ(see(kHead + R"("file":"two)").rescue, Rescue::open);
  EXPECT_EQ(see(kHead + R"("file":"two)" + "\n" + R"(lines.rb", "line":4)" + kTail).rescue, Rescue::rescued);
}

// Nothing of the text is known by its name.
TEST(LineRescuer, NamesOnlyFieldsOfRuby) {
  const Seen seen =
      see(R"({"address":"0x10", "type":"STRING", "s3cret":"a"b", "file":"a.rb", "line":4)" + kTail);
  EXPECT_EQ(seen.rescue, Rescue::rescued);
  EXPECT_EQ(seen.field, "");
}

TEST(BeginsRecord, TellsARecordFromTheRestOfOne) {
  EXPECT_TRUE(begins_record(R"({"address":"0x10", "type":"STRING"})"));
  EXPECT_TRUE(begins_record(R"({"type":"ROOT"})"));
  EXPECT_FALSE(begins_record(R"({"acuter", "generation":4})"));
  EXPECT_FALSE(begins_record("name.rb\", \"line\":4}"));
}

}  // namespace
}  // namespace heapgate
