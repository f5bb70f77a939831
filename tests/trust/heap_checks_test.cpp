#include <gtest/gtest.h>

#include <string>

#include "heapgate/read_dump.hpp"
#include "heaps.hpp"
#include "trust/checks.hpp"

namespace heapgate {
namespace {

using test::DumpText;

std::string message(const MaybeProblem& problem) {
  return problem ? problem->message : "";
}

constexpr const char* kRetake =
    "; it was cut, or the program allocated while it was dumped: take it again with the load stopped, and "
    "wait until "
    "it is written";

// A ROOT and 1,000 objects.
DumpText big(const std::vector<int>& dangling) {
  DumpText text = DumpText().root(dangling).klass(5000, "Object");
  for (int slot = 0; slot < 1000; ++slot) {
    if (slot != 500 && slot != 501 && slot != 502) text.object(slot, 1);
  }
  return text;
}

TEST(CheckReadable, SaysWhatTheReaderSaid) {
  EXPECT_FALSE(check_readable(DumpText().root().heap()));
  EXPECT_EQ(message(check_readable(read_dump("/no/such"))), "No such file or directory");
}

TEST(CheckDump, RefusesWhatIsNoDump) {
  EXPECT_EQ(message(check_dump(test::heap_of(""))), "the file is empty; take the dump again");
  EXPECT_EQ(message(check_dump(test::heap_of("hello\nworld\n"))),
            "no heap dump: none of its 2 lines is a record; take the dump again");
  EXPECT_EQ(message(check_dump(DumpText().root().raw("x\n").heap())),
            "1 of 2 (50.0 %) lines are not records, the first is line 2 (not a JSON object); take "
            "the dump again");
}

TEST(CheckDump, TakesFivePercentOfBadLines) {
  DumpText text = DumpText().root();
  for (int slot = 0; slot < 18; ++slot) text.object(slot, 1);
  EXPECT_FALSE(check_dump(DumpText(text).raw("x\n").heap()));
  EXPECT_TRUE(check_dump(DumpText(text).raw("x\nx\n").heap()));
}

TEST(CheckComplete, WantsAnEndAndRoots) {
  EXPECT_EQ(message(check_complete(DumpText().root().object(1, 1).raw("{\"type\":").heap())),
            "not complete: line 3 has no end" + std::string(kRetake));
  EXPECT_EQ(message(check_complete(DumpText().object(1, -1).heap())),
            "not complete: it has no ROOT line" + std::string(kRetake));
  EXPECT_FALSE(check_complete(DumpText().root().object(1, -1).heap()));
}

TEST(CheckComplete, OneReferenceBehindTheEndIsACut) {
  EXPECT_EQ(message(check_complete(big({1000}).heap())),
            "not complete: 1 referenced objects have no record, 1 of them where no record is at all" +
                std::string(kRetake));
}

TEST(CheckComplete, TwoInsideAreQuietAndThreeAreAWarning) {
  EXPECT_FALSE(check_complete(big({500, 501}).heap()));
  EXPECT_FALSE(check_quiet(big({500, 501}).heap()));
  const Heap busy = big({500, 501, 502}).heap();
  EXPECT_FALSE(check_complete(busy));
  EXPECT_EQ(message(check_quiet(busy)),
            "not quiet: 3 referenced objects have no record; stop the load while dumping");
  EXPECT_EQ(check_quiet(busy)->status, TrustStatus::warn);
}

TEST(CheckComplete, UnderLoadTenMayBeAhead) {
  const std::vector<int> inside{500, 501, 502};
  std::vector<int> references = inside;
  for (int i = 0; i < 10; ++i) references.push_back(1000 + i);
  EXPECT_FALSE(check_complete(big(references).heap()));
  references.push_back(1010);
  EXPECT_TRUE(check_complete(big(references).heap()));
}

TEST(CheckComplete, OverOnePercentInsideIsACut) {
  DumpText text = DumpText().root({1, 3, 5}).klass(5000, "Object");
  for (int slot = 0; slot < 400; slot += slot < 6 ? 2 : 1) text.object(slot, 1);
  EXPECT_FALSE(check_complete(text.heap()));
  DumpText few = DumpText().root({1, 3, 5}).klass(5000, "Object");
  for (int slot = 0; slot < 250; slot += slot < 6 ? 2 : 1) few.object(slot, 1);
  EXPECT_TRUE(check_complete(few.heap()));
}

TEST(CheckComplete, ABrokenLineCountsAsARecord) {
  const std::string line = R"({"address":")" + DumpText::address(1000) +
                           R"(", "type":"OBJECT", "file":"quo"te"})"
                           "\n";
  EXPECT_FALSE(check_complete(big({1000}).raw(line).heap()));
}

TEST(CheckComplete, KnowsADumpOfLaterGenerationsOnly) {
  EXPECT_EQ(message(check_complete(DumpText().root().object(1, 7).heap())),
            "not complete: it holds only objects of later generations; take it without 'since:'");
}

TEST(CheckCount, WantsThreeAndAsManyOfEveryProcess) {
  Process process;
  EXPECT_EQ(message(check_count(process, 3)), "holds 0 dumps; three are needed to tell a leak");
  process.heaps.resize(1);
  EXPECT_EQ(message(check_count(process, 3)), "holds 1 dump; three are needed to tell a leak");
  process.heaps.resize(3);
  EXPECT_FALSE(check_count(process, 3));
  EXPECT_EQ(message(check_count(process, 4)),
            "holds 3 dumps, another process has 4; take as many of every process");
}

}  // namespace
}  // namespace heapgate
