#include "heapgate/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "heap_text.hpp"

namespace heapgate {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string kHeader(kNamesHeader);

TEST(Names, ReadsWhatACaptureWrites) {
  const Names names = parse_names(kHeader +
                                  "0x00007f01\tthread\tpuma srv\tsleep\t/srv/app.rb:4\n"
                                  "0x7f02\tconstant\tShop::CARTS\n0x7f03\tclass_variable\tCart.@@all\n"
                                  "0x7f04\tinstance_variable\tCart.@memo\n0x7f05\tglobal\t$LEAK\n"
                                  "0x7f06\tlocal\tThread \"a\"[:trail]\nend\n");
  ASSERT_THAT(names.threads, SizeIs(1));
  EXPECT_EQ(names.threads[0].address, Address{0x7f01});
  EXPECT_EQ(names.threads[0].name, "puma srv");
  EXPECT_EQ(names.threads[0].status, "sleep");
  EXPECT_EQ(names.threads[0].site, "/srv/app.rb:4");
  ASSERT_THAT(names.objects, SizeIs(5));
  EXPECT_EQ(names.objects[0].address, Address{0x7f02});
  EXPECT_EQ(names.objects[0].kind, NameKind::constant);
  EXPECT_EQ(names.objects[0].name, "Shop::CARTS");
  EXPECT_EQ(names.objects[1].kind, NameKind::class_variable);
  EXPECT_EQ(names.objects[2].kind, NameKind::instance_variable);
  EXPECT_EQ(names.objects[3].kind, NameKind::global);
  EXPECT_EQ(names.objects[4].kind, NameKind::local);
  EXPECT_EQ(names.objects[4].name, "Thread \"a\"[:trail]");
  EXPECT_EQ(names.failure, "");
}

TEST(Names, SkipsWhatItDoesNotKnow) {
  const Names names = parse_names(kHeader +
                                  "\n0x\tconstant\tA\n0xzz\tconstant\tB\n12\tconstant\tC\n0x0\tglobal\t$d\n"
                                  "0x1ffffffffffffffff\tglobal\t$e\n0x7f\tmethod\tf\n0x7f\n"
                                  "0x7f\tglobal\t$known\nmore\n");
  ASSERT_THAT(names.objects, SizeIs(1));
  EXPECT_EQ(names.objects[0].name, "$known");
}

TEST(Names, AreNoneInAnotherFile) {
  EXPECT_THAT(parse_names("0x7f\tglobal\t$a\n").objects, IsEmpty());
  EXPECT_THAT(parse_names("heapgate-names 2\n0x7f\tglobal\t$a\n").objects, IsEmpty());
  EXPECT_THAT(parse_names("").objects, IsEmpty());
}

TEST(Names, ALineThatIsCutIsNone) {
  EXPECT_THAT(parse_names(kHeader + "0x7f\tglobal\t$a\n0x80\tglobal\t$b").objects, SizeIs(1));
}

TEST(Names, SayWhyTheyEndedEarly) {
  EXPECT_EQ(parse_names(kHeader + "0x7f\tglobal\t$a\nfailed\tNoMethodError\n").failure, "NoMethodError");
}

TEST(Names, AreWrittenAsTheyAreRead) {
  const std::string text = kHeader +
                           "0x7f01\tthread\t\trun\t\n0x7f02\tconstant\tShop::CARTS\n"
                           "0x7f03\tlocal\tThread[:a]\n";
  EXPECT_EQ(format_names(parse_names(text + "unknown\nend\n")), text + "end\n");
  EXPECT_EQ(format_names(parse_names(text + "failed\tIOError\n")), text + "failed\tIOError\n");
}

TEST(Names, LieBesideTheDump) {
  const test::TempFolder folder;
  folder.write("1.json.names", kHeader + "0x7f\tglobal\t$plain\n");
  EXPECT_EQ(read_names(folder.path("1.json")).objects.at(0).name, "$plain");
  EXPECT_EQ(read_names(folder.path("1.json.zst")).objects.at(0).name, "$plain");
  folder.write("1.json.zst.names", kHeader + "0x7f\tglobal\t$own\n");
  EXPECT_EQ(read_names(folder.path("1.json.zst")).objects.at(0).name, "$own");
  EXPECT_THAT(read_names(folder.path("2.json")).objects, IsEmpty());
}

TEST(Names, APipeIsNotWaitedFor) {
  const test::TempFolder folder;
  ::mkfifo(folder.path("1.json.names").c_str(), 0600);
  EXPECT_THAT(read_names(folder.path("1.json")).objects, IsEmpty());
}

}  // namespace
}  // namespace heapgate
