#include "report/markdown_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapgate {
namespace {

TEST(MarkdownText, LeavesWordsThatMeanNothingToMarkdown) {
  for (const char* text : {"Cart app.rb:14", "Shop::Line::Item app/models/shopping_cart.rb:9",
                           "puma 5.6.5 lib/puma/client.rb:81", "(anonymous class) lib/x.rb:6",
                           "1 → 201 → 401", "dumps/2.json: the dump is not complete",
                           "80 objects leaked, over the limit of 20 (rule leak)", "\xE5\xA4\xA7\xE8\xB1\xA1"})
    EXPECT_EQ(markdown_text(text), text);
}

TEST(MarkdownText, MakesCodeOfAllOther) {
  EXPECT_EQ(markdown_text("a *b* c"), "a `*b*` c");
  EXPECT_EQ(markdown_text("_a_ __b"), "`_a_ __b`");
  EXPECT_EQ(markdown_text("$(touch x)"), "`$(touch` x)");
  EXPECT_EQ(markdown_text("@octocat #12"), "`@octocat #12`");
  EXPECT_EQ(markdown_text("app.rb:100: 5"), "`app.rb:100:` 5");
  EXPECT_EQ(markdown_text("Foo::bar::Baz"), "`Foo::bar::Baz`");
  EXPECT_EQ(markdown_text("https://evil.example www.evil.example"),
            "`https://evil.example www.evil.example`");
  EXPECT_EQ(markdown_text("a\\b ~c~ x&lt;"), "`a\\b ~c~ x&lt;`");
}

TEST(MarkdownText, BeginsNoListAndNoHeading) {
  EXPECT_EQ(markdown_text("- x"), "`-` x");
  EXPECT_EQ(markdown_text("1. x"), "`1.` x");
  EXPECT_EQ(markdown_text("12) x"), "`12)` x");
  EXPECT_EQ(markdown_text("--- x"), "`---` x");
  EXPECT_EQ(markdown_text("# x"), "`#` x");
  EXPECT_EQ(markdown_text("+ = x"), "`+ =` x");
}

TEST(MarkdownText, LeavesNothingThatEndsCodeOrLooksLikeMarkup) {
  EXPECT_EQ(markdown_text("<script>alert</script>"), "&#60;`script`&#62;`alert`&#60;`/script`&#62;");
  EXPECT_EQ(markdown_text("a`b``c"), "`a`&#96;`b`&#96;&#96;`c`");
  EXPECT_EQ(markdown_text("[x](http://evil)"), "&#91;`x`&#93;`(http://evil)`");
  EXPECT_EQ(markdown_text("a|b"), "`a`&#124;`b`");
}

TEST(MarkdownText, KeepsItsLineAndShowsControlCharacters) {
  EXPECT_EQ(markdown_text("two\nlines\x1b[31m"), "`two\\x0Alines\\x1B`&#91;`31m`");
  EXPECT_EQ(markdown_text("caf\xE9"), "`caf\\xE9`");
}

TEST(MarkdownText, TakesTheMiddleOutOfLongText) {
  const std::string text = markdown_text(std::string(300'000, 'x'));
  EXPECT_LT(text.size(), 600U);
  EXPECT_NE(text.find("…(299,600 bytes left out)…"), std::string::npos) << text;
}

TEST(MarkdownLink, KeepsBracketsInItsText) {
  EXPECT_EQ(markdown_link("app.rb:1", "https://x/app.rb#L1"), "[app.rb:1](https://x/app.rb#L1)");
  EXPECT_EQ(markdown_link("a](b", "https://x"), "[`a`&#93;`(b`](https://x)");
}

TEST(UrlPath, EncodesAllButSlashesAndUnreservedCharacters) {
  EXPECT_EQ(url_path("app/models/cart-1_~.rb"), "app/models/cart-1_~.rb");
  EXPECT_EQ(url_path("a b#c?d%e:f)\"\n\xC3\xA9"), "a%20b%23c%3Fd%25e%3Af%29%22%0A%C3%A9");
}

}  // namespace
}  // namespace heapgate
