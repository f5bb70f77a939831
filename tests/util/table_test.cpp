#include "util/table.hpp"

#include <gmock/gmock.h>

#include "util/text.hpp"

namespace heapgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum Table::Align;

TEST(Table, AlignsEachColumnToItsWidestCell) {
  Table table({left, right, left});
  table.add({"CLASS", "LEAKED", "PATTERN"});
  table.add({"Cart", "1,200", "leak"});
  table.add({"Session", "7", "uneven-leak"});
  EXPECT_THAT(table.lines("  "), ElementsAre("  CLASS    LEAKED  PATTERN",  //
                                             "  Cart      1,200  leak",     //
                                             "  Session       7  uneven-leak"));
}

TEST(Table, LeavesNoBlanksAtTheEndOfALine) {
  Table table({left, left});
  table.add({"a", ""});
  table.add({"a", "wide"});
  table.add({"", ""});
  EXPECT_THAT(table.lines(""), ElementsAre("a", "a  wide", ""));
}

TEST(Table, CountsCharactersNotBytes) {
  Table table({left, right});
  table.add({"\xC3\xA9t\xC3\xA9",
             "0\xE2\x86\x92"
             "5"});
  table.add({"summer", "12345"});
  EXPECT_THAT(table.lines(""), ElementsAre("\xC3\xA9t\xC3\xA9       0\xE2\x86\x92"
                                           "5",
                                           "summer  12345"));
}

TEST(Table, WithoutRowsHasNoLines) {
  EXPECT_THAT(Table({left, right}).lines("  "), IsEmpty());
}

TEST(Table, ShortensItsElasticColumnsTheWidestFirst) {
  Table table({left, left, right}, {0, 1});
  table.add({"Cart", "app/controllers/admin/orders_controller.rb:14", "1,200"});
  table.add({"Session::Of::A::Customer", "lib/a.rb:1", "7"});
  EXPECT_THAT(table.lines("  ", 60),
              ElementsAre("  Cart                      app/cont…controller.rb:14  1,200",
                          "  Session::Of::A::Customer  lib/a.rb:1                     7"));
  EXPECT_EQ(table.lines("  ", 200), table.lines("  "));
  for (const std::string& line : table.lines("  ", 20)) EXPECT_LE(width(line), 2U + 16 + 2 + 16 + 2 + 5);
}

TEST(Table, TakesRowsAfterItsLinesWereAskedFor) {
  Table table({right});
  table.add({"1"});
  EXPECT_THAT(table.lines(" "), ElementsAre(" 1"));
  table.add({"10"});
  EXPECT_THAT(table.lines(" "), ElementsAre("  1", " 10"));
}

}  // namespace
}  // namespace heapgate
