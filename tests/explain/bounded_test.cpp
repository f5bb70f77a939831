#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "dump_lines.hpp"
#include "heapgate/explain.hpp"

namespace heapgate {
namespace {

using test::DumpLines;
using test::DumpObject;

constexpr int kHashClass = 1;
constexpr int kItemClass = 2;
constexpr int kCache = 3;
constexpr int kOwner = 4;
constexpr int kFirstItem = 100;

/// A cache of ten items: as many of line 8 as the dump before the last has, and in the last one as many
/// again.
struct Scene {
  int size = 10;  // of the cache in the last dump
  int loose = 0;  // items of the last dump that it does not hold
  int cache_class = kHashClass;
  std::function<void(DumpLines&, int dump, const std::vector<int>& items)> more{};
  bool nested = false;  // each item in an Array of line 9, that in the cache
};

DumpLines dump_of(const Scene& scene, int dump) {
  const int later = 4 * dump;
  std::vector<int> items;
  DumpLines lines;
  lines.root("vm", {kHashClass, kItemClass, kCache, kOwner})
      .klass(kHashClass, "Hash")
      .klass(kItemClass, "Item");
  for (int i = 0; i < later; ++i) {
    const int number = kFirstItem + i;
    lines.add({number, "OBJECT", 8, 2 + i / 4, {}, 0, kItemClass});
    items.push_back(number);
  }
  std::vector<int> held = items;
  if (dump == 2) held.resize(held.size() - static_cast<std::size_t>(scene.loose));
  for (int& number : held) {
    if (!scene.nested) break;
    lines.add({number + 100, "ARRAY", 9, 2 + (number - kFirstItem) / 4, {number}, 1, kHashClass});
    number += 100;
  }
  lines.add({kCache, "HASH", 3, 1, held, dump == 2 ? scene.size : 10, scene.cache_class});
  if (scene.more) scene.more(lines, dump, items);
  return lines;
}

GroupKey items() {
  return {"Item", "OBJECT", "app.rb", 8};
}

bool is_bounded(const Scene& scene, std::vector<GroupKey> watched = {items()}) {
  const test::TempFolder folder;
  const std::vector<Process> processes =
      test::read_again(folder, {dump_of(scene, 0), dump_of(scene, 1), dump_of(scene, 2)});
  const References references(processes, {std::move(watched), {}}, {});
  EXPECT_EQ(references.problem(), "");
  EXPECT_EQ(references.groups().front().objects, 8U);
  return references.groups().front().bounded;
}

TEST(Bounded, IsWhatGrowsInAHashThatDoesNot) {
  EXPECT_TRUE(is_bounded({}));
}

TEST(Bounded, IsNothingInAHashThatGrew) {
  EXPECT_FALSE(is_bounded({.size = 11}));
}

TEST(Bounded, IsNothingInWhatRubyKeepsForItself) {
  EXPECT_FALSE(is_bounded({.cache_class = 0}));
}

TEST(Bounded, TakesNineOfTen) {
  EXPECT_FALSE(is_bounded({.loose = 1}));  // seven of eight
}

TEST(Bounded, IsNothingThatAClassHoldsToo) {
  EXPECT_FALSE(is_bounded({.more = [](DumpLines& lines, int, const std::vector<int>& items) {
    lines.klass(kOwner, "Owner", items);
  }}));
}

TEST(Bounded, IsWhatHangsInBoundedObjects) {
  const GroupKey pairs{"Hash", "ARRAY", "app.rb", 9};
  EXPECT_TRUE(is_bounded({.nested = true}, {items(), pairs}));
}

// The pairs are no more than one item large, as they always were, but more and more.
TEST(Bounded, IsNothingInContainersThatLeakThemselves) {
  const GroupKey pairs{"Hash", "ARRAY", "app.rb", 9};
  const auto old_pair = [](DumpLines& lines, int, const std::vector<int>&) {
    lines.add({50, "ARRAY", 9, 1, {}, 1, kHashClass});
  };
  EXPECT_FALSE(is_bounded({.size = 14, .more = old_pair, .nested = true}, {items(), pairs}));
}

TEST(Bounded, AnObjectOfBeforeHoldsAFewWithoutMeaning) {
  const auto by_owner = [](std::size_t most) {
    return [=](DumpLines& lines, int, const std::vector<int>& items) {
      std::vector<int> few = items;
      if (few.size() > most) few.resize(most);
      lines.add({kOwner, "OBJECT", 5, 1, few, 0, kItemClass});
    };
  };
  EXPECT_TRUE(is_bounded({.more = by_owner(2)}));
  EXPECT_FALSE(is_bounded({.more = by_owner(3)}));
  // And is no bound itself.
  EXPECT_FALSE(is_bounded(
      {.loose = 2, .more = [](DumpLines& lines, int, const std::vector<int>& items) {
         lines.add({kOwner,
                    "OBJECT",
                    5,
                    1,
                    {items.begin(), items.begin() + std::min<std::ptrdiff_t>(2, std::ssize(items))},
                    0,
                    kItemClass});
       }}));
}

// An Array came into the cache and grows there.
TEST(Bounded, IsNothingInAContainerThatGrowsInOneThatDoesNot) {
  Scene scene;
  scene.loose = 8;
  scene.more = [](DumpLines& lines, int dump, const std::vector<int>& items) {
    if (dump > 0) lines.add({kOwner, "ARRAY", 6, 2, items, 4 * dump, kHashClass});
    lines.add({5, "HASH", 3, 1, {kOwner}, 1, kHashClass});
  };
  EXPECT_FALSE(is_bounded(scene));
}

// The list is made anew, by the same line and not larger; a class holds it.
TEST(Bounded, IsWhatIsInAContainerThatIsReplaced) {
  const auto replaced_by = [](int contents) {
    Scene scene;
    scene.loose = 8;
    scene.more = [=](DumpLines& lines, int dump, const std::vector<int>& items) {
      lines.klass(kOwner, "Owner", {6 + dump});
      lines.add({6 + dump, "ARRAY", 6, 2 + dump, items, dump == 2 ? contents : 10, kHashClass});
    };
    return scene;
  };
  EXPECT_TRUE(is_bounded(replaced_by(10)));
  EXPECT_FALSE(is_bounded(replaced_by(11)));
}

TEST(Bounded, IsNotAskedOfDumpsThatAreGone) {
  std::vector<Process> processes;
  {
    const test::TempFolder folder;
    processes = test::read_again(folder, {dump_of({}, 0), dump_of({}, 1), dump_of({}, 2)});
  }
  const References references(processes, {{items()}, {}}, {});
  EXPECT_NE(references.problem(), "");
  EXPECT_FALSE(references.groups().front().bounded);
}

}  // namespace
}  // namespace heapgate
