#pragma once

#include <gtest/gtest.h>

#include "heapgate/heap.hpp"

namespace heapgate::test {

inline void expect_same_objects(const Objects& a, const Objects& b) {
  ASSERT_EQ(a.size(), b.size());
  for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
    ASSERT_EQ(x.address(), y.address());
    ASSERT_EQ(x.generation(), y.generation());
    ASSERT_EQ(x.kind(), y.kind());
    ASSERT_EQ(x.memsize(), y.memsize());
    ASSERT_EQ(x.contents(), y.contents());
  }
}

inline bool same_class(const ClassRecord& a, const ClassRecord& b) {
  return a.address == b.address && a.superclass == b.superclass && a.name == b.name &&
         a.real_class_name == b.real_class_name && a.is_module == b.is_module &&
         a.is_singleton == b.is_singleton;
}

inline bool same_bad_line(const BadLine& a, const BadLine& b) {
  return a.number == b.number && a.reason == b.reason;
}

inline bool same_damage(const Damage& a, const Damage& b) {
  return a.field == b.field && a.rescued == b.rescued && a.rescued_lines == b.rescued_lines &&
         a.unread_lines == b.unread_lines;
}

inline void expect_same_ledger(const Ledger& a, const Ledger& b) {
  EXPECT_EQ(a.lines, b.lines);
  EXPECT_EQ(a.bad_lines, b.bad_lines);
  EXPECT_EQ(a.roots, b.roots);
  EXPECT_EQ(a.non_objects, b.non_objects);
  EXPECT_EQ(a.duplicates, b.duplicates);
  EXPECT_EQ(a.traced, b.traced);
  EXPECT_EQ(a.ends_in_newline, b.ends_in_newline);
  EXPECT_EQ(a.last_record, b.last_record);
  EXPECT_TRUE(std::equal(a.first_bad.begin(), a.first_bad.end(), b.first_bad.begin(), b.first_bad.end(),
                         same_bad_line));
  EXPECT_TRUE(std::equal(a.damage.begin(), a.damage.end(), b.damage.begin(), b.damage.end(), same_damage));
}

inline void expect_same_kinds(const Kinds& a, const Kinds& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_TRUE(a.kind(KindId(i)) == b.kind(KindId(i)));
  ASSERT_EQ(a.texts(), b.texts());
  for (std::size_t i = 0; i < a.texts(); ++i) ASSERT_EQ(a.text(StringId(i)), b.text(StringId(i)));
}

/// Everything a verdict rests on, but for paths and the size of the text.
inline void expect_same_heap(const Heap& a, const Heap& b) {
  expect_same_ledger(a.ledger, b.ledger);
  expect_same_objects(a.objects, b.objects);
  EXPECT_TRUE(std::equal(a.classes.begin(), a.classes.end(), b.classes.begin(), b.classes.end(), same_class));
  expect_same_kinds(*a.kinds, *b.kinds);
  EXPECT_TRUE(a.kind_tallies == b.kind_tallies);
  EXPECT_EQ(a.kind_contents, b.kind_contents);
  EXPECT_EQ(a.largest_generation, b.largest_generation);
  EXPECT_EQ(a.content_hash, b.content_hash);
  EXPECT_EQ(a.dangling.ahead, b.dangling.ahead);
  EXPECT_EQ(a.dangling.inside, b.dangling.inside);
}

}  // namespace heapgate::test
