#include <gtest/gtest.h>

#include <vector>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

Group judged(GroupKey key, const std::vector<std::uint64_t>& live, std::uint64_t kept) {
  Group group;
  group.key = std::move(key);
  group.kept = {kept, kept * 40};
  for (const std::uint64_t objects : live) group.live.push_back({objects, objects * 40});
  judge_growth(group);
  return group;
}

std::vector<Pattern> marked(std::vector<Group> groups) {
  std::vector<Group*> all;
  for (Group& group : groups) all.push_back(&group);
  mark_spread(all);
  std::vector<Pattern> patterns;
  for (const Group& group : groups) patterns.push_back(group.pattern);
  return patterns;
}

using Patterns = std::vector<Pattern>;

TEST(Spread, IsWhatManyLinesOfOneClassLeak) {
  const auto rule = [](std::int64_t line) {
    return GroupKey{"Rule", "OBJECT", "gen" + std::to_string(line), 1};
  };
  EXPECT_EQ(
      marked({judged(rule(1), {0, 1, 1}, 1), judged(rule(2), {0, 0, 1}, 0), judged(rule(3), {1, 1, 1}, 0)}),
      (Patterns{Pattern::spread, Pattern::spread, Pattern::turnover}));
}

TEST(Spread, IsWhatManyClassesOfOneLineOrFileLeak) {
  EXPECT_EQ(marked({judged({"A", "OBJECT", "gen.rb", 1}, {0, 1, 1}, 1),
                    judged({"B", "OBJECT", "gen.rb", 1}, {0, 0, 1}, 0)}),
            (Patterns{Pattern::spread, Pattern::spread}));
  EXPECT_EQ(marked({judged({"A", "OBJECT", "gen.rb", 1}, {0, 1, 1}, 1),
                    judged({"B", "OBJECT", "gen.rb", 2}, {0, 0, 1}, 0)}),
            (Patterns{Pattern::spread, Pattern::spread}));
}

TEST(Spread, IsNotWhatWasFilledOnceBesideALeak) {
  EXPECT_EQ(marked({judged({"String", "STRING", "app.rb", 1}, {0, 300, 600}, 300),
                    judged({"String", "STRING", "lib.rb", 2}, {0, 1186, 1186}, 1186),
                    judged({"String", "STRING", "lib.rb", 3}, {0, 0, 2}, 0)}),
            (Patterns{Pattern::leak, Pattern::one_time, Pattern::spread}));
}

TEST(Spread, IsNotOfTheVmsOwn) {
  EXPECT_EQ(marked({judged({"callcache", "IMEMO", "app.rb", 1}, {0, 1, 1}, 1),
                    judged({"callcache", "IMEMO", "app.rb", 2}, {0, 0, 1}, 0)}),
            (Patterns{Pattern::one_time, Pattern::turnover}));
}

TEST(Spread, IsUndoneWhereTheOthersTurnOutBounded) {
  std::vector<Group> groups{judged({"Rule", "OBJECT", "a.rb", 1}, {0, 1, 1}, 1),
                            judged({"Rule", "OBJECT", "b.rb", 1}, {0, 0, 1}, 0)};
  std::vector<Group*> all{&groups[0], &groups[1]};
  mark_spread(all);
  EXPECT_EQ(groups[0].pattern, Pattern::spread);
  groups[1].pattern = Pattern::bounded;
  mark_spread(all);
  EXPECT_EQ(groups[0].pattern, Pattern::one_time);
}

}  // namespace
}  // namespace heapgate
