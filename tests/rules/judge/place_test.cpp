#include "heapgate/place.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapgate {
namespace {

Group group_at(std::optional<std::string> file, std::optional<std::int64_t> line, std::string name = "Cart",
               std::string type = "OBJECT") {
  Group group;
  group.key = {std::move(name), std::move(type), std::move(file), line};
  return group;
}

PlacedGroup place_one(Group group, const std::vector<std::string>& roots = {"/app"}) {
  return place({std::move(group)}, roots).at(0);
}

TEST(RelativePath, IsCutAtTheFirstRootThatFits) {
  EXPECT_EQ(relative_path("/srv/app/cart.rb", {"/srv/app", "/srv"}), "cart.rb");
  EXPECT_EQ(relative_path("/srv/app/cart.rb", {"/srv", "/srv/app"}), "app/cart.rb");
  EXPECT_EQ(relative_path("/srv/app/cart.rb", {"/home", "/srv"}), "app/cart.rb");
}

TEST(RelativePath, StaysAsItIsBelowNoRoot) {
  EXPECT_EQ(relative_path("/usr/lib/ruby/set.rb", {"/app"}), "/usr/lib/ruby/set.rb");
  EXPECT_EQ(relative_path("/usr/lib/ruby/set.rb", {}), "/usr/lib/ruby/set.rb");
  EXPECT_EQ(relative_path("lib/cart.rb", {"/app"}), "lib/cart.rb");
  EXPECT_EQ(relative_path("/app", {"/app"}), "/app");
}

TEST(RelativePath, IsCutAtWholeFolderNamesOnly) {
  EXPECT_EQ(relative_path("/application/cart.rb", {"/app"}), "/application/cart.rb");
}

TEST(RelativePath, TakesRootsWithATrailingSlash) {
  EXPECT_EQ(relative_path("/app/cart.rb", {"/app/"}), "cart.rb");
  EXPECT_EQ(relative_path("/app/cart.rb", {"/"}), "app/cart.rb");
}

TEST(RelativePath, ResolvesDotsLexically) {
  EXPECT_EQ(relative_path("/app/bin/../lib/./cart.rb", {"/app"}), "lib/cart.rb");
  EXPECT_EQ(relative_path("/app/../etc/cart.rb", {"/app"}), "/etc/cart.rb");
  EXPECT_EQ(relative_path("/app//cart.rb", {"/srv/../app"}), "cart.rb");
  EXPECT_EQ(relative_path("./cart.rb", {}), "cart.rb");
}

TEST(RelativePath, NeedsNoFolderOnThisMachine) {
  EXPECT_EQ(relative_path("/no/such/folder/cart.rb", {"/no/such/folder"}), "cart.rb");
}

TEST(Place, NamesTheSiteByPathAndLine) {
  const PlacedGroup placed = place_one(group_at("/app/lib/cart.rb", 14));
  EXPECT_EQ(placed.path(), "lib/cart.rb");
  EXPECT_EQ(placed.site(), "lib/cart.rb:14");
  EXPECT_EQ(placed.subject(), "Cart lib/cart.rb:14");
  EXPECT_FALSE(placed.gem());
}

TEST(Place, LeavesTheGroupAsTheDumpHasIt) {
  Group group = group_at("/app/lib/cart.rb", 14);
  group.leaked = {3, 120};
  const PlacedGroup placed = place_one(group);
  EXPECT_EQ(placed.group.key, group.key);
  EXPECT_EQ(placed.group.leaked, group.leaked);
}

TEST(Place, NamesTheSiteByPathAloneIfTheLineIsUnknown) {
  EXPECT_EQ(place_one(group_at("/app/cart.rb", std::nullopt)).site(), "cart.rb");
}

TEST(Place, KeepsALineThatWrappedBelowZero) {
  EXPECT_EQ(place_one(group_at("/app/cart.rb", -3)).site(), "cart.rb:-3");
}

TEST(Place, SaysThatASiteIsUnknown) {
  const PlacedGroup placed = place_one(group_at(std::nullopt, std::nullopt));
  EXPECT_EQ(placed.path(), "(unknown site)");
  EXPECT_EQ(placed.site(), "(unknown site)");
  EXPECT_EQ(placed.subject(), "Cart (unknown site)");
  EXPECT_EQ(place_one(group_at(std::nullopt, 14)).site(), "(unknown site)");
}

TEST(Place, SaysThatAFileNameIsEmpty) {
  EXPECT_EQ(place_one(group_at("", 3)).path(), "(empty file name)");
  EXPECT_EQ(place_one(group_at("", 3)).site(), "(empty file name):3");
}

TEST(Place, LeavesNamesThatAreNoFilesAsTheyAre) {
  EXPECT_EQ(place_one(group_at("<internal:gc>", 34)).site(), "<internal:gc>:34");
  EXPECT_EQ(place_one(group_at("(eval)", 1)).site(), "(eval):1");
  EXPECT_EQ(place_one(group_at("(eval at /app/../x.rb:3)", 1)).site(), "(eval at /app/../x.rb:3):1");
  EXPECT_EQ(place_one(group_at("(erb)", 9)).path(), "(erb)");
  EXPECT_EQ(place_one(group_at("<compiled>", 1)).path(), "<compiled>");
}

TEST(Place, TellsFilesFromOtherSites) {
  EXPECT_TRUE(place_one(group_at("/app/cart.rb", 3)).is_file());
  EXPECT_TRUE(place_one(group_at("cart.rb", 3)).is_file());
  EXPECT_FALSE(place_one(group_at("<internal:gc>", 34)).is_file());
  EXPECT_FALSE(place_one(group_at("(eval at /app/x.rb:3)", 1)).is_file());
  EXPECT_FALSE(place_one(group_at("", 3)).is_file());
  EXPECT_FALSE(place_one(group_at(std::nullopt, std::nullopt)).is_file());
}

TEST(Place, ShortensASiteInAGem) {
  EXPECT_EQ(place_one(group_at("/var/lib/gems/3.1.0/gems/puma-5.6.5/lib/puma/client.rb", 81)).short_site(),
            "puma 5.6.5 lib/puma/client.rb:81");
  EXPECT_EQ(place_one(group_at("/usr/lib/ruby/vendor_ruby/rack/utils.rb", std::nullopt)).short_site(),
            "rack lib/rack/utils.rb");
}

TEST(Place, LeavesOtherSitesAtTheirLength) {
  EXPECT_EQ(place_one(group_at("/app/lib/cart.rb", 14)).short_site(), "lib/cart.rb:14");
  EXPECT_EQ(place_one(group_at("/usr/lib/ruby/3.1.0/set.rb", 5)).short_site(),
            "/usr/lib/ruby/3.1.0/set.rb:5");
  EXPECT_EQ(place_one(group_at(std::nullopt, std::nullopt)).short_site(), "(unknown site)");
}

TEST(Place, FindsNoGemWhereThereIsNoFile) {
  EXPECT_FALSE(
      place_one(group_at("(eval at /var/lib/gems/3.1.0/gems/erubi-1.12.0/lib/erubi.rb:3)", 1)).gem());
}

TEST(Place, FindsTheGemOfAFileBelowARoot) {
  const PlacedGroup placed =
      place_one(group_at("/app/vendor/bundle/ruby/3.1.0/gems/rack-2.2.4/lib/rack.rb", 7));
  EXPECT_EQ(placed.path(), "vendor/bundle/ruby/3.1.0/gems/rack-2.2.4/lib/rack.rb");
  ASSERT_TRUE(placed.gem());
  EXPECT_EQ(placed.gem()->name, "rack");
  EXPECT_EQ(placed.gem()->version, "2.2.4");
  EXPECT_EQ(placed.gem()->path, "lib/rack.rb");
}

TEST(Place, FindsTheGemByTheWholePathEvenIfARootCutsIt) {
  const PlacedGroup placed = place_one(group_at("/app/gems/rack-2.2.4/lib/rack.rb", 7), {"/app/gems"});
  EXPECT_EQ(placed.path(), "rack-2.2.4/lib/rack.rb");
  ASSERT_TRUE(placed.gem());
  EXPECT_EQ(placed.gem()->name, "rack");
}

TEST(Place, MarksTheSubjectOfAnImemo) {
  EXPECT_EQ(place_one(group_at("/app/x.rb", 3, "ment", "IMEMO")).subject(), "IMEMO ment x.rb:3");
  EXPECT_EQ(place_one(group_at("/app/x.rb", 3, "String", "STRING")).subject(), "String x.rb:3");
}

TEST(Place, KeepsTheOrderOfTheGroups) {
  const auto placed =
      place({group_at("/app/b.rb", 2), group_at("/app/a.rb", 1), group_at("/app/b.rb", 2)}, {"/app"});
  EXPECT_THAT(placed, testing::ElementsAre(testing::Property(&PlacedGroup::site, "b.rb:2"),
                                           testing::Property(&PlacedGroup::site, "a.rb:1"),
                                           testing::Property(&PlacedGroup::site, "b.rb:2")));
}

TEST(Place, KeepsThePlaceOfAFileOnceForAllItsGroups) {
  const auto placed =
      place({group_at("/app/b.rb", 2), group_at("/app/a.rb", 1), group_at("/app/b.rb", 5)}, {"/app"});
  EXPECT_EQ(placed[0].file, placed[2].file);
  EXPECT_NE(placed[0].file, placed[1].file);
}

}  // namespace
}  // namespace heapgate
