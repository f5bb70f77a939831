#include "dump/build/line_memo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heapgate {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t kPage = 0x7f0000010000;

std::string line(std::uint64_t address, const std::string& rest = R"("memsize":40)") {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(address));
  return R"({"address":")" + std::string(text) + R"(", )" + rest + "}\n";
}

class LineMemoTest : public testing::Test {
 protected:
  void remember(std::uint64_t address, const std::string& rest = R"("memsize":40)", Bytes memsize = 40) {
    ObjectLine object;
    object.address = Address{address};
    object.memsize = memsize;
    memo_.remember(object, line(address, rest), std::vector{Address{address + 8}, Address{16}});
  }
  /// Whether the memo knows the line, and by its address.
  bool knows(const std::string& text) {
    const std::string padded = text + std::string(64, '\0');
    const ObjectLine* found = memo_.find(padded.data(), padded.data() + text.size());
    if (found == nullptr) return false;
    EXPECT_EQ(memo_.text(*found), text);
    return true;
  }

  LineMemo memo_;
};

TEST_F(LineMemoTest, KnowsTheSameLinesAgain) {
  memo_.start(2);
  EXPECT_TRUE(memo_.remembers());
  EXPECT_FALSE(memo_.can_find());
  remember(kPage, R"("memsize":72)", 72);
  remember(kPage + 40);
  memo_.next_dump();
  EXPECT_FALSE(memo_.remembers());
  ASSERT_TRUE(memo_.can_find());
  const std::string text = line(kPage, R"("memsize":72)") + std::string(64, '\0');
  const ObjectLine* found = memo_.find(text.data(), text.data() + text.size());
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->memsize, 72U);
  EXPECT_THAT(memo_.references(*found), ElementsAre(Address{kPage + 8}, Address{16}));
  EXPECT_TRUE(knows(line(kPage + 40)));
  EXPECT_FALSE(knows(line(kPage + 80)));
}

TEST_F(LineMemoTest, KnowsNoLineThatChanged) {
  memo_.start(2);
  for (const std::uint64_t offset : {0U, 40U, 80U}) remember(kPage + offset);
  memo_.next_dump();
  EXPECT_FALSE(knows(line(kPage, R"("memsize":41)")));
  EXPECT_FALSE(knows(line(kPage + 40, R"("memsize":40, "x":1)")));
  EXPECT_TRUE(knows(line(kPage + 80)));
}

TEST_F(LineMemoTest, KnowsNoLineOfWhichOnlyTheBeginningCanBeRead) {
  memo_.start(2);
  remember(kPage);
  memo_.next_dump();
  const std::string text = line(kPage) + std::string(64, '\0');
  EXPECT_EQ(memo_.find(text.data(), text.data() + line(kPage).size() - 1), nullptr);
}

TEST_F(LineMemoTest, GoesOnWhereObjectsCameAndWent) {
  memo_.start(2);
  for (const std::uint64_t offset : {40U, 80U, 120U, 160U}) remember(kPage + offset);
  memo_.next_dump();
  EXPECT_FALSE(knows(line(kPage)));
  EXPECT_TRUE(knows(line(kPage + 40)));
  EXPECT_FALSE(knows(line(kPage + 60)));
  EXPECT_TRUE(knows(line(kPage + 160)));
  EXPECT_FALSE(knows(line(kPage + 200)));
}

TEST_F(LineMemoTest, GoesOnWherePagesCameAndWent) {
  memo_.start(2);
  for (const std::uint64_t page : {5U, 3U, 9U, 4U}) {
    for (const std::uint64_t offset : {0U, 40U}) remember(kPage + (page << 16) + offset);
  }
  memo_.next_dump();
  EXPECT_TRUE(knows(line(kPage + (5U << 16))));
  EXPECT_TRUE(knows(line(kPage + (5U << 16) + 40)));
  for (const std::uint64_t offset : {0U, 40U, 80U}) EXPECT_FALSE(knows(line(kPage + (7U << 16) + offset)));
  EXPECT_TRUE(knows(line(kPage + (9U << 16))));
  EXPECT_FALSE(knows(line(kPage + (3U << 16))));  // behind us
  EXPECT_TRUE(knows(line(kPage + (4U << 16) + 40)));
}

TEST_F(LineMemoTest, HandsWhatItKnewToTheNextDump) {
  memo_.start(3);
  remember(kPage);
  memo_.next_dump();
  EXPECT_TRUE(memo_.remembers());
  const std::string text = line(kPage) + std::string(64, '\0');
  const ObjectLine* found = memo_.find(text.data(), text.data() + text.size());
  ASSERT_NE(found, nullptr);
  memo_.remember(*found);
  remember(kPage + 40);
  memo_.next_dump();
  EXPECT_TRUE(knows(line(kPage)));
  EXPECT_TRUE(knows(line(kPage + 40)));
  memo_.start(3);
  EXPECT_FALSE(memo_.can_find());
}

TEST_F(LineMemoTest, RemembersNoLineThatIsLong) {
  memo_.start(2);
  remember(kPage, std::string(20'000, 'x'));
  remember(kPage + 40);
  memo_.next_dump();
  EXPECT_FALSE(knows(line(kPage, std::string(20'000, 'x'))));
  EXPECT_TRUE(knows(line(kPage + 40)));
}

TEST_F(LineMemoTest, IsWorthItIfOneLineInFourIsKnown) {
  memo_.start(2);
  EXPECT_TRUE(memo_.is_worth_it());
  remember(kPage);
  memo_.next_dump();
  EXPECT_TRUE(knows(line(kPage)));
  for (const std::uint64_t offset : {40U, 80U, 120U}) EXPECT_FALSE(knows(line(kPage + offset)));
  EXPECT_TRUE(memo_.is_worth_it());
  EXPECT_FALSE(knows(line(kPage + 160)));
  EXPECT_FALSE(memo_.is_worth_it());
}

}  // namespace
}  // namespace heapgate
