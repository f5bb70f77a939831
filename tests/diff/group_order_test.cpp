#include "diff/group_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace heapgate {
namespace {

// Many equal ranks, so that the keys decide; 1009 is a prime, so each number comes once.
std::vector<Group> shuffled() {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < 1009; ++i) {
    const std::size_t number = i * 400 % 1009;
    Group group;
    group.key = {"Class" + std::to_string(number), "OBJECT", "app.rb", 1};
    group.leaked = {number % 3, 0};
    groups.push_back(group);
  }
  return groups;
}

TEST(GroupOrder, IsTheSameOnAnyNumberOfThreads) {
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::vector<Group> groups = shuffled();
    sort_most_leaked_first(groups, threads);
    ASSERT_EQ(groups.size(), 1009U);
    EXPECT_EQ(groups.front().leaked.objects, 2U);
    EXPECT_EQ(groups.front().key.class_name, "Class1001");
    EXPECT_TRUE(std::is_sorted(groups.begin(), groups.end(), most_leaked_first)) << threads;
  }
}

TEST(GroupOrder, SortsNoneAndOne) {
  std::vector<Group> groups;
  sort_most_leaked_first(groups, 2);
  EXPECT_TRUE(groups.empty());
  groups = {shuffled().front()};
  sort_most_leaked_first(groups, 2);
  EXPECT_EQ(groups.size(), 1U);
}

}  // namespace
}  // namespace heapgate
