#include "dump/build/kind_memo.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace heapgate {
namespace {

using Index = KindMemo::Index;

Record object() {
  Record record;
  record.type = "OBJECT";
  record.address = Address{0x10000};
  record.klass = Address{0x8};
  record.file = "app/models/cart.rb";
  record.line = 3;
  record.method = "add";
  return record;
}

Record imemo(const char* kind, Address klass) {
  Record record;
  record.type = "IMEMO";
  record.klass = klass;
  record.imemo_type = kind;
  return record;
}

Index find(KindMemo& memo, const Record& record) {
  return memo.find(record, KindMemo::hash(record));
}

class KindMemoTest : public testing::Test {
 protected:
  Index find(const Record& record) { return heapgate::find(memo_, record); }

  Kinds kinds_;
  SpinLock mutex_;
  KindMemo memo_{kinds_, mutex_};
};

TEST_F(KindMemoTest, FindsAKindAgainWhateverElseTheRecordHas) {
  Record other = object();
  other.address = Address{0x20000};
  other.generation = Generation{7};
  other.memsize = 80;
  other.name = "x";
  other.imemo_type = "ment";
  other.singleton = true;  // of a CLASS only
  other.references = {Address{0x10000}};
  EXPECT_EQ(find(object()), Index{0});
  EXPECT_EQ(find(other), Index{0});
  EXPECT_EQ(memo_.size(), 1U);
  EXPECT_EQ(kinds_.size(), 1U);
}

TEST_F(KindMemoTest, TellsKindsApartByEachOfTheirFields) {
  std::vector<Record> records(12, object());
  records[1].type = "DATA";
  records[2].klass = Address{0x9};
  records[3].file = "app/models/line.rb";
  records[4].file = "";
  records[5].file.reset();
  records[6].line = 4;
  records[7].line = 0;
  records[8].line.reset();
  records[9].method = "new";
  records[10].method = "";
  records[11].method.reset();
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(find(records[i]), static_cast<Index>(i));
  EXPECT_EQ(kinds_.size(), records.size());
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(find(records[i]), static_cast<Index>(i));
}

TEST_F(KindMemoTest, TellsTheClassOfASingleObjectApart) {
  Record klass = object();
  klass.type = "CLASS";
  Record single = klass;
  single.singleton = true;
  EXPECT_EQ(find(klass), Index{0});
  EXPECT_EQ(find(single), Index{1});
  EXPECT_EQ(kinds_.text(kinds_.kind(memo_[Index{1}].id).imemo), kSingletonKind);
}

TEST_F(KindMemoTest, IgnoresTheClassOfAnImemoButNotItsKind) {
  EXPECT_EQ(find(imemo("ment", Address{0x8})), Index{0});
  EXPECT_EQ(find(imemo("ment", Address{0x9})), Index{0});
  EXPECT_EQ(find(imemo("iseq", Address{0x8})), Index{1});
  EXPECT_EQ(kinds_.kind(memo_[Index{0}].id).klass, kNoAddress);
}

TEST_F(KindMemoTest, TellsKindsOfOneHashApart) {
  Record other = object();
  other.line = 4;
  EXPECT_EQ(memo_.find(object(), 7), Index{0});
  EXPECT_EQ(memo_.find(other, 7), Index{1});
  EXPECT_EQ(memo_.find(object(), 7), Index{0});
  // The next slot is taken by then.
  Record third = object();
  third.line = 5;
  EXPECT_EQ(memo_.find(third, 8), Index{2});
  EXPECT_EQ(memo_.find(third, 8), Index{2});
}

TEST_F(KindMemoTest, FindsAllKindsAfterItsTableHasGrown) {
  constexpr std::int64_t kLines = 2000;
  Record record = object();
  for (int round = 0; round < 2; ++round) {
    for (std::int64_t line = 0; line < kLines; ++line) {
      record.line = line;
      ASSERT_EQ(find(record), static_cast<Index>(line)) << "round " << round;
    }
  }
  EXPECT_EQ(memo_.size(), 2000U);
  EXPECT_EQ(kinds_.size(), 2000U);
}

// A block is read into the memory of the one before.
TEST_F(KindMemoTest, KeepsItsTextsWhenTheRecordsAreGone) {
  std::string block = "app/models/cart.rb";
  Record record = object();
  record.file = block;
  EXPECT_EQ(find(record), Index{0});
  block.replace(11, 4, "line");
  EXPECT_EQ(find(record), Index{1});
  EXPECT_EQ(find(object()), Index{0});
  EXPECT_EQ(kinds_.text(kinds_.kind(memo_[Index{0}].id).file), "app/models/cart.rb");
}

TEST_F(KindMemoTest, SharesTheTextsOfClasses) {
  Record record = object();
  record.type = "MODULE";
  record.superclass = Address{0x18};
  record.name = "add";
  record.singleton = true;
  (void)find(record);
  const std::size_t texts = kinds_.texts();
  const ClassRecord klass = memo_.class_record(record);
  EXPECT_EQ(klass.address, Address{0x10000});
  EXPECT_EQ(klass.superclass, Address{0x18});
  EXPECT_EQ(klass.name, kinds_.kind(memo_[Index{0}].id).method);
  EXPECT_EQ(klass.real_class_name, StringId::none);
  EXPECT_TRUE(klass.is_module);
  EXPECT_TRUE(klass.is_singleton);
  EXPECT_EQ(kinds_.texts(), texts);
  record.type = "CLASS";
  record.singleton = false;
  EXPECT_FALSE(memo_.class_record(record).is_module);
  EXPECT_FALSE(memo_.class_record(record).is_singleton);
}

TEST(ProcessKindsTest, GiveAKindTheSameIdInEachThreadsMemo) {
  ProcessKinds kinds(std::make_shared<Kinds>(), 2);
  KindMemo& first = kinds.memo(0);
  KindMemo& second = kinds.memo(1);
  ASSERT_NE(&first, &second);
  ASSERT_EQ(&first, &kinds.memo(0));
  Record other = object();
  other.klass = Address{0x9};
  const Index object_in_first = find(first, object());
  const Index other_in_first = find(first, other);
  const Index other_in_second = find(second, other);
  const Index object_in_second = find(second, object());
  EXPECT_NE(object_in_first, object_in_second);
  EXPECT_EQ(first[object_in_first].id, second[object_in_second].id);
  EXPECT_EQ(first[other_in_first].id, second[other_in_second].id);
  EXPECT_EQ(first[other_in_first].identity, second[other_in_second].identity);
  EXPECT_NE(first[object_in_first].id, first[other_in_first].id);
  EXPECT_NE(first[object_in_first].identity, first[other_in_first].identity);
  EXPECT_EQ(kinds.kinds()->size(), 2U);
}

}  // namespace
}  // namespace heapgate
