#include <gtest/gtest.h>

#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"
#include "rules/judge/placed.hpp"

namespace heapgate {
namespace {

using test::placed;
using test::with_gem;
using test::with_type;
using Subject = Matcher::Subject;

bool class_fits(const std::string& pattern, const std::string& class_name) {
  return Matcher(Subject::class_name, {pattern}).matches(placed(class_name, "app.rb", 14));
}

bool site_fits(const std::string& pattern, const std::string& path, std::optional<std::int64_t> line = 14) {
  return Matcher(Subject::site, {pattern}).matches(placed("Cart", path, line));
}

std::string error_of(Subject subject, const std::string& pattern) {
  try {
    const Matcher matcher(subject, {pattern});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Matcher, HoldsAGlobAgainstTheWholeText) {
  EXPECT_TRUE(class_fits("Cart", "Cart"));
  EXPECT_FALSE(class_fits("Cart", "Carts"));
  EXPECT_FALSE(class_fits("Cart", "MyCart"));
  EXPECT_FALSE(class_fits("Cart", "Shop::Cart"));
}

TEST(Matcher, TellsUpperFromLowerCase) {
  EXPECT_FALSE(class_fits("cart", "Cart"));
  EXPECT_FALSE(site_fits("App.rb", "app.rb"));
}

TEST(Matcher, LetsAStarInAClassCrossColons) {
  EXPECT_TRUE(class_fits("Shop::*", "Shop::Cart::Item"));
  EXPECT_TRUE(class_fits("*Item", "Shop::Cart::Item"));
  EXPECT_TRUE(class_fits("*", "Shop::Cart::Item"));
  EXPECT_TRUE(class_fits("Shop*", "Shop"));
  EXPECT_FALSE(class_fits("Shop::*", "Shop"));
}

TEST(Matcher, LetsAStarInAClassCrossSlashesAndLines) {
  EXPECT_TRUE(class_fits("#<Class:*>", "#<Class:app/x.rb>"));
  EXPECT_TRUE(class_fits("A*", "A\nB"));
}

TEST(Matcher, LetsAQuestionMarkStandForOneCharacter) {
  EXPECT_TRUE(class_fits("Car?", "Cart"));
  EXPECT_FALSE(class_fits("Car?", "Car"));
  EXPECT_TRUE(class_fits("Caf?", "Caf\u00e9"));
  EXPECT_TRUE(site_fits("a?p.rb", "app.rb"));
  EXPECT_FALSE(site_fits("a?p.rb", "a/p.rb"));
}

TEST(Matcher, ReadsCharacterClasses) {
  EXPECT_TRUE(class_fits("[CD]art", "Dart"));
  EXPECT_FALSE(class_fits("[CD]art", "Part"));
  EXPECT_TRUE(class_fits("[A-D]art", "Bart"));
  EXPECT_TRUE(class_fits("[!CD]art", "Part"));
  EXPECT_FALSE(class_fits("[!CD]art", "Cart"));
  EXPECT_FALSE(class_fits("[^CD]art", "Cart"));
}

TEST(Matcher, TakesABracketThatComesFirstInAClassAsItself) {
  EXPECT_TRUE(class_fits("[]x]", "]"));
  EXPECT_TRUE(class_fits("[]x]", "x"));
  EXPECT_TRUE(class_fits("[[]x", "[x"));
}

TEST(Matcher, KnowsNoRegexClassesInACharacterClass) {
  EXPECT_TRUE(class_fits("[\\d]", "d"));
  EXPECT_FALSE(class_fits("[\\d]", "7"));
  EXPECT_TRUE(class_fits("[x^]", "^"));
}

TEST(Matcher, TakesACharacterBehindABackslashAsItself) {
  EXPECT_TRUE(class_fits("\\*", "*"));
  EXPECT_FALSE(class_fits("\\*", "Cart"));
  EXPECT_TRUE(class_fits("\\[x]", "[x]"));
  EXPECT_TRUE(class_fits("x\\", "x\\"));
}

TEST(Matcher, TakesTheSpecialCharactersOfRegexesInAGlobAsThemselves) {
  EXPECT_TRUE(class_fits("a.b", "a.b"));
  EXPECT_FALSE(class_fits("a.b", "axb"));
  EXPECT_TRUE(class_fits("(a|b)+{1}^$", "(a|b)+{1}^$"));
  EXPECT_TRUE(class_fits("Caf\u00e9", "Caf\u00e9"));
}

TEST(Matcher, StopsAStarInASiteAtASlash) {
  EXPECT_TRUE(site_fits("app/*.rb", "app/cart.rb"));
  EXPECT_FALSE(site_fits("app/*.rb", "app/models/cart.rb"));
  EXPECT_FALSE(site_fits("*", "app/cart.rb"));
}

TEST(Matcher, LetsTwoStarsInASiteCrossSlashes) {
  EXPECT_TRUE(site_fits("app/**", "app/cart.rb"));
  EXPECT_TRUE(site_fits("app/**", "app/models/shop/cart.rb"));
  EXPECT_TRUE(site_fits("**", "app/models/cart.rb"));
  EXPECT_FALSE(site_fits("app/**", "application/cart.rb"));
  EXPECT_FALSE(site_fits("app/**", "lib/app/cart.rb"));
}

TEST(Matcher, LetsTwoStarsAndASlashStandForNothing) {
  EXPECT_TRUE(site_fits("**/cart.rb", "cart.rb"));
  EXPECT_TRUE(site_fits("**/cart.rb", "app/models/cart.rb"));
  EXPECT_TRUE(site_fits("app/**/cart.rb", "app/cart.rb"));
  EXPECT_TRUE(site_fits("app/**/cart.rb", "app/a/b/cart.rb"));
  EXPECT_FALSE(site_fits("**/cart.rb", "app/mycart.rb"));
  EXPECT_FALSE(site_fits("app/**/cart.rb", "appcart.rb"));
}

TEST(Matcher, LetsTwoStarsWithinANameCrossSlashes) {
  EXPECT_TRUE(site_fits("app**/cart.rb", "apple/pie/cart.rb"));
  EXPECT_TRUE(site_fits("app/**.rb", "app/models/cart.rb"));
  EXPECT_FALSE(site_fits("app**/cart.rb", "appcart.rb"));
}

TEST(Matcher, TakesASiteWithoutALineAsEveryLine) {
  EXPECT_TRUE(site_fits("app.rb", "app.rb", 14));
  EXPECT_TRUE(site_fits("app.rb", "app.rb", std::nullopt));
}

TEST(Matcher, TakesASiteWithALineAsThatLine) {
  EXPECT_TRUE(site_fits("app.rb:14", "app.rb", 14));
  EXPECT_FALSE(site_fits("app.rb:14", "app.rb", 140));
  EXPECT_FALSE(site_fits("app.rb:14", "app.rb", 1));
  EXPECT_FALSE(site_fits("app.rb:14", "app.rb", std::nullopt));
  EXPECT_TRUE(site_fits("**/*.rb:14", "app/cart.rb", 14));
}

TEST(Matcher, TakesAStarAsLineAsEveryKnownLine) {
  EXPECT_TRUE(site_fits("app.rb:*", "app.rb", 14));
  EXPECT_FALSE(site_fits("app.rb:*", "app.rb", std::nullopt));
}

TEST(Matcher, TakesGlobsOverLines) {
  EXPECT_TRUE(site_fits("app.rb:1?", "app.rb", 14));
  EXPECT_TRUE(site_fits("app.rb:1*", "app.rb", 14));
  EXPECT_TRUE(site_fits("app.rb:[12]4", "app.rb", 14));
  EXPECT_FALSE(site_fits("app.rb:2*", "app.rb", 14));
  EXPECT_TRUE(site_fits("app.rb:-3", "app.rb", -3));
}

TEST(Matcher, KnowsSitesThatAreNoFiles) {
  EXPECT_TRUE(site_fits("<internal:gc>", "<internal:gc>", 34));
  EXPECT_TRUE(site_fits("<internal:*>", "<internal:kernel>", 18));
  EXPECT_TRUE(site_fits("(eval at **", "(eval at /srv/app/x.rb:3)", 1));
  EXPECT_TRUE(site_fits("(unknown site)", "(unknown site)", std::nullopt));
}

TEST(Matcher, SearchesARegexAnywhereInTheText) {
  EXPECT_TRUE(class_fits("/art/", "Shop::Cart"));
  EXPECT_TRUE(class_fits("/^Shop::(Cart|Item)$/", "Shop::Item"));
  EXPECT_FALSE(class_fits("/^Cart$/", "Shop::Cart"));
  EXPECT_TRUE(class_fits("/(?i)CART/", "Shop::Cart"));
}

TEST(Matcher, HoldsARegexAgainstASiteWithAndWithoutItsLine) {
  EXPECT_TRUE(site_fits("/cart\\.rb$/", "app/cart.rb", 14));
  EXPECT_TRUE(site_fits("/cart\\.rb:1\\d$/", "app/cart.rb", 14));
  EXPECT_FALSE(site_fits("/cart\\.rb:2\\d$/", "app/cart.rb", 14));
}

TEST(Matcher, TakesALoneSlashAsAGlob) {
  EXPECT_TRUE(class_fits("/", "/"));
  EXPECT_FALSE(class_fits("/", "Cart"));
}

TEST(Matcher, HoldsAGemAgainstItsNameWithoutTheVersion) {
  const Matcher matcher(Subject::gem, {"rack*"});
  EXPECT_TRUE(matcher.matches(with_gem(placed("Cart", "x.rb", 1), "rack-test", "2.1.0")));
  EXPECT_FALSE(matcher.matches(with_gem(placed("Cart", "x.rb", 1), "puma", "5.6.5")));
  EXPECT_FALSE(
      Matcher(Subject::gem, {"rack 2.1.0"}).matches(with_gem(placed("Cart", "x.rb"), "rack", "2.1.0")));
}

TEST(Matcher, FitsNoGemPatternOutsideOfGems) {
  EXPECT_FALSE(Matcher(Subject::gem, {"*"}).matches(placed("Cart", "app.rb", 14)));
  EXPECT_FALSE(Matcher(Subject::gem, {"/.*/"}).matches(placed("Cart", "app.rb", 14)));
}

TEST(Matcher, HoldsATypeAgainstTheRecordsType) {
  EXPECT_TRUE(Matcher(Subject::type, {"IMEMO"}).matches(with_type(placed("ment", "app.rb"), "IMEMO")));
  EXPECT_FALSE(Matcher(Subject::type, {"IMEMO"}).matches(placed("ment", "app.rb")));
}

TEST(Matcher, FitsIfOneOfItsPatternsDoes) {
  const Matcher matcher(Subject::class_name, {"Cart", "/^Item/", "Shop::*"});
  EXPECT_TRUE(matcher.matches(placed("Cart", "app.rb")));
  EXPECT_TRUE(matcher.matches(placed("ItemList", "app.rb")));
  EXPECT_TRUE(matcher.matches(placed("Shop::Till", "app.rb")));
  EXPECT_FALSE(matcher.matches(placed("Till", "app.rb")));
}

TEST(Matcher, ShowsItsPatternsAsWritten) {
  EXPECT_EQ(Matcher(Subject::site, {"app/**", "/lib/", "x[ab].rb"}).text(), "app/**, /lib/, x[ab].rb");
}

TEST(Matcher, CanBeCopied) {
  const Matcher matcher(Subject::class_name, {"Cart"});
  const Matcher copy = matcher;
  EXPECT_TRUE(copy.matches(placed("Cart", "app.rb")));
  EXPECT_TRUE(matcher.matches(placed("Cart", "app.rb")));
}

TEST(Matcher, RefusesARegexThatIsNotWellFormed) {
  EXPECT_EQ(error_of(Subject::class_name, "/(/"), "'/(/' is not a valid pattern: missing ): (");
  EXPECT_EQ(error_of(Subject::site, "/*/"),
            "'/*/' is not a valid pattern: no argument for repetition operator: *");
  EXPECT_EQ(error_of(Subject::gem, "/(?=x)/"),
            "'/(?=x)/' is not a valid pattern: invalid perl operator: (?=");
}

TEST(Matcher, RefusesAGlobWithAnOpenCharacterClass) {
  EXPECT_EQ(error_of(Subject::class_name, "Ca[rt"), "the glob 'Ca[rt' has a '[' without its ']'");
  EXPECT_EQ(error_of(Subject::type, "["), "the glob '[' has a '[' without its ']'");
  EXPECT_EQ(error_of(Subject::type, "[]"), "the glob '[]' has a '[' without its ']'");
}

TEST(Matcher, RefusesAGlobWithARangeThatRunsBackwards) {
  EXPECT_EQ(error_of(Subject::class_name, "[z-a]"),
            "'[z-a]' is not a valid pattern: invalid character class range: z-a");
}

}  // namespace
}  // namespace heapgate
