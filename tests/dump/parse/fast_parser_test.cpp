#include "dump/parse/fast_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "dump/parse/line_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "parsers_agree.hpp"

namespace heapgate {
namespace {

using test::ParserPair;
using testing::ElementsAre;

std::vector<std::string> all_dumps() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(HEAPGATE_TEST_DATA)) {
    if (entry.path().extension() == ".zst") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

template <class Visit>
void visit_lines(const std::string& path, const Visit& visit) {
  const auto source = open_source(path);
  LineReader reader(*source, std::size_t{1} << 16, RecordParser::kPadding);
  std::string_view line;
  while (reader.next(line)) visit(line);
}

TEST(FastParser, ReadsEveryLineOfEveryDumpAsTheParserOfRecordDoes) {
  ParserPair parsers;
  std::size_t lines = 0;
  std::size_t accepted = 0;
  for (const std::string& path : all_dumps()) {
    visit_lines(path, [&](std::string_view line) {
      ASSERT_EQ(parsers.disagreement(line), "") << path << ": " << line;
      ++lines;
      if (parsers.accepted()) ++accepted;
    });
  }
  EXPECT_GT(lines, 400'000U);
  EXPECT_GT(accepted * 100, lines * 99) << accepted << " of " << lines;
}

// What decides how a line is read.
// clang-format off
const std::array<std::string, 34> kPieces{
    "\"", "\\", "\\\"", "{", "}", "[", "]", ":", ",", ", ", " ", "\t", "\r", "0", "0x", "-1",
    "1.5", "true", "null", "\x01", "\xFF", "\xC3\xA9", "\\u0041", "18446744073709551613", "4294967295",
    R"(, "file":"a")", R"(, "class":"0x1")", R"(, "type":"ROOT")",
    R"(, "new":{"a":[1]})", R"("memsize":1, )", R"("references":["0x1","0x2"], )",
    R"(, "line":-3)", R"(, "generation":7)", R"("frozen":false, )"};
// clang-format on

// Changes a line as broken writers, hostile names and unknown Rubies do.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string line, const std::string& other) {
    for (std::size_t changes = 1 + below(3); changes > 0; --changes) change(line, other);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
  }
  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

 private:
  void change(std::string& line, const std::string& other) {
    const std::size_t at = below(line.size() + 1);
    switch (below(6)) {
      case 0: line.insert(at, kPieces[below(kPieces.size())]); break;
      case 1: line.erase(at, 1 + below(8)); break;
      case 2:
        if (at < line.size()) line[at] = static_cast<char>(below(256));
        break;
      case 3: line.insert(at, line, below(line.size() + 1), below(40)); break;
      case 4:
        line = line.substr(0, at) + other.substr(std::min(other.size(), below(other.size() + 1)));
        break;
      default:
        if (at < line.size()) line.replace(at, 1, kPieces[below(kPieces.size())]);
        break;
    }
  }

  std::mt19937 random_;
};

TEST(FastParser, AgreesOnRandomMutations) {
  std::vector<std::string> lines;
  Mutator mutator(1);
  for (const std::string& path : all_dumps()) {
    visit_lines(path, [&](std::string_view line) {
      if (line.size() < 2000 && mutator.below(150) == 0) lines.emplace_back(line);
    });
  }
  ParserPair parsers;
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < 300'000; ++i) {
    const std::string& line = lines[mutator.below(lines.size())];
    const std::string mutated = mutator.mutate(line, lines[mutator.below(lines.size())]);
    ASSERT_EQ(parsers.disagreement(mutated), "") << mutated;
    if (parsers.accepted()) ++accepted;
  }
  EXPECT_GT(accepted, 10'000U);
}

// Whether the fast parser takes the line.
class FastParserTraps : public testing::Test {
 protected:
  bool takes(const std::string& line) {
    EXPECT_EQ(parsers_.disagreement(line), "") << line;
    return parsers_.accepted();
  }
  const std::string head_ = R"({"address":"0x7f00", "type":"OBJECT")";
  ParserPair parsers_;
};

TEST_F(FastParserTraps, TakesWhatRubyWrites) {
  EXPECT_TRUE(takes(
      R"({"address":"0x7f36b53d1948", "type":"STRING", "class":"0x10", "bytesize":3, "value":"a\"b\\", )"
      R"("encoding":"UTF-8", "references":["0x20", "0x7f36b53d1948"], "file":"app.rb", "line":5, "method":"new", )"
      R"("generation":7, "memsize":40, "flags":{"wb_protected":true, "age":3}})"));
  EXPECT_EQ(parsers_.record().address, Address{0x7f36b53d1948});
  EXPECT_EQ(parsers_.record().file, "app.rb");
  EXPECT_THAT(parsers_.record().references, ElementsAre(Address{0x20}, Address{0x7f36b53d1948}));
  EXPECT_TRUE(takes(head_ + R"(, "memsize":4294967296, "generation":0})"));
  EXPECT_TRUE(takes(head_ + R"(, "brand_new":-1.5, "generation":3, "later":null})"));
  EXPECT_TRUE(
      takes(head_ + R"(, "shape_id":5, "slot_size":40, "class":"0x7f10", "ivars":6, "capacity":47})"));
  EXPECT_EQ(parsers_.record().klass, Address{0x7f10});
  EXPECT_TRUE(takes(R"({"type":"ROOT", "root":"vm", "references":[]})"));
  EXPECT_EQ(parsers_.record().root, "vm");
}

TEST_F(FastParserTraps, LeavesTextsThatAreNoPlainAscii) {
  EXPECT_FALSE(takes(head_ + R"(, "file":"a\"b.rb"})"));
  EXPECT_FALSE(takes(head_ + R"(, "file":"a"b.rb"})"));
  EXPECT_FALSE(takes(head_ + ", \"file\":\"caf\xC3\xA9.rb\"}"));
  EXPECT_FALSE(takes(head_ + ", \"value\":\"\xFF\"}"));
  EXPECT_FALSE(takes(head_ + ", \"value\":\"\x01\"}"));
  EXPECT_FALSE(takes(head_ + ", \"value\":\"\\\x01\"}"));
  EXPECT_FALSE(takes(head_ + R"(, "value":"\)"));
}

TEST_F(FastParserTraps, LeavesWhatIsThereTwice) {
  for (const char* field :
       {R"("class":"0x1")", R"("file":"a")", R"("line":1)", R"("generation":1)", R"("name":"A")",
        R"("memsize":1)", R"("method":"m")", R"("references":[])", R"("singleton":true)"}) {
    EXPECT_TRUE(takes(head_ + ", " + field + "}"));
    EXPECT_FALSE(takes(head_ + ", " + field + ", " + field + "}"));
  }
  EXPECT_FALSE(takes(head_ + R"(, "address":"0x1"})"));
  EXPECT_FALSE(takes(head_ + R"(, "type":"ARRAY"})"));
}

TEST_F(FastParserTraps, LeavesTwoRecordsInALineAndCutOnes) {
  const std::string line = head_ + R"(, "memsize":40, "flags":{"wb_protected":true}})";
  EXPECT_TRUE(takes(line));
  EXPECT_FALSE(takes(line + line));
  EXPECT_TRUE(takes(line));
  for (std::size_t size = 0; size < line.size(); ++size) EXPECT_FALSE(takes(line.substr(0, size))) << size;
}

TEST_F(FastParserTraps, LeavesNumbersThatAreOutOfRangeOrMalformed) {
  for (const char* number : {"18446744073709551613", "007", "-3", "1.5", "", "null", "4294967295x"}) {
    EXPECT_FALSE(takes(head_ + R"(, "line":)" + number + "}")) << number;
    EXPECT_FALSE(takes(head_ + R"(, "memsize":)" + number + "}")) << number;
  }
  EXPECT_FALSE(takes(head_ + R"(, "generation":4294967295})"));
}

TEST_F(FastParserTraps, LeavesAddressesItDoesNotKnow) {
  for (const char* address : {"7f00", "0X7f", "0x", "0xg", "0x7F", "0x11112222333344445"}) {
    EXPECT_FALSE(takes(std::string(R"({"address":")") + address + R"(", "type":"OBJECT"})")) << address;
    EXPECT_FALSE(takes(head_ + R"(, "references":[")" + address + R"("]})")) << address;
  }
  EXPECT_TRUE(takes(R"({"address":"0x0000000000007f00", "type":"OBJECT"})"));
  EXPECT_TRUE(takes(head_ + R"(, "references":["0xffffffffffffffff"]})"));
}

}  // namespace
}  // namespace heapgate
