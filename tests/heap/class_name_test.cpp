#include <gtest/gtest.h>

#include <string>

#include "heap_text.hpp"
#include "heapgate/class_name.hpp"

namespace heapgate {
namespace {

// The class name of the object at 0x1000.
std::string name_in(const std::string& object, const std::string& classes) {
  const Heap heap = test::heap_of(R"({"type":"ROOT", "root":"vm"})"
                                  "\n" +
                                  object + "\n" + classes);
  for (const Object& candidate : heap.objects) {
    if (candidate.address == Address{0x1000}) return class_name(heap, heap.kind(candidate.kind));
  }
  return "no such object";
}

constexpr const char* kObject = R"({"address":"0x1000", "type":"OBJECT", "class":"0x20"})";

TEST(ClassName, IsTheNameOfTheClassRecord) {
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"CLASS", "name":"Shop::Line::Item"})"),
            "Shop::Line::Item");
}

TEST(ClassName, IsTheRealClassOfASingleton) {
  EXPECT_EQ(
      name_in(kObject, R"({"address":"0x20", "type":"CLASS", "real_class_name":"Cart", "singleton":true})"),
      "Cart");
}

TEST(ClassName, OfAnAnonymousClassNamesItsAncestor) {
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"CLASS", "superclass":"0x30"})"
                             "\n"
                             R"({"address":"0x30", "type":"CLASS", "superclass":"0x40"})"
                             "\n"
                             R"({"address":"0x40", "type":"CLASS", "name":"Base"})"),
            "(anonymous subclass of Base)");
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"CLASS", "superclass":"0x30"})"
                             "\n"
                             R"({"address":"0x30", "type":"CLASS", "name":"Object"})"),
            "(anonymous class)");
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"CLASS"})"), "(anonymous class)");
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"MODULE"})"), "(anonymous module)");
}

TEST(ClassName, SurvivesARingOfSuperclasses) {
  EXPECT_EQ(name_in(kObject, R"({"address":"0x20", "type":"CLASS", "superclass":"0x20"})"),
            "(anonymous class)");
}

TEST(ClassName, OfAClassWithoutRecordIsUnknown) {
  EXPECT_EQ(name_in(kObject, ""), "(unknown class)");
}

TEST(ClassName, OfAnInternalObjectSaysItsType) {
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"ARRAY"})", ""), "(internal ARRAY)");
}

TEST(ClassName, OfAnImemoIsItsKindWhateverItsClass) {
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"IMEMO", "class":"0x20", "imemo_type":"ment"})",
                    R"({"address":"0x20", "type":"CLASS", "name":"Garbage"})"),
            "ment");
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"IMEMO"})", ""), "IMEMO");
}

TEST(ClassName, OfASingletonClassIsNotThatOfTheClassItBelongsTo) {
  constexpr const char* kClasses =
      R"({"address":"0x20", "type":"CLASS", "class":"0x30", "real_class_name":"Class", "singleton":true}
{"address":"0x30", "type":"CLASS", "class":"0x30", "real_class_name":"Class", "singleton":true})";
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"CLASS", "class":"0x20"})", kClasses), "Class");
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"CLASS", "class":"0x30", "singleton":true})", kClasses),
            "(singleton class)");
}

TEST(ClassName, OfAnInclusionIsNotThatOfItsModule) {
  EXPECT_EQ(name_in(R"({"address":"0x1000", "type":"ICLASS", "class":"0x20"})",
                    R"({"address":"0x20", "type":"MODULE"})"),
            "(internal ICLASS)");
}

}  // namespace
}  // namespace heapgate
