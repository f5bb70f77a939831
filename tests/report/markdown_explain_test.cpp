// What keeps a leak, in the job summary.

#include <gmock/gmock.h>

#include <string>

#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {
namespace {

using testing::HasSubstr;
using testing::Not;

// The Carts of failing_verdict(), with Visits that they refer to, held by `holder`.
Verdict explained(const std::string& holder) {
  Verdict verdict = test::failing_verdict();
  ExplainedLeak leak;
  leak.group = 1;
  leak.followers = {{2, 1}};
  leak.objects = 400;
  leak.holders = {{holder, {}, 1, {1, 201, 401}, true, 400}};
  leak.path = {"root vm", "class Object", holder};
  verdict.explanation = Explanation{{leak}, ""};
  return verdict;
}

TEST(MarkdownExplanation, TellsOneLeakWithItsFollowersHolderAndPath) {
  EXPECT_THAT(
      render_markdown(explained("Array app.rb:4"), {}),
      HasSubstr(
          "\n- **fail** Cart app/models/cart.rb:14 leaks 200 an interval (0 → 200 → 400), with 0.035 Visit "
          "each, held by Array app.rb:4 (1 → 201 → 401 references)\n"
          "  - Cart `app/models/cart.rb:14:` 200 objects leaked, over the limit of 20 (rule leak)\n"
          "  - Visit `lib/visits.rb:3:` 0.035 each (0 → 7 → 1,007), referenced by Cart "
          "app/models/cart.rb:14\n"
          "  - path: root vm → class Object → Array app.rb:4\n"
          "  - **next:** take Cart out of Array app.rb:4; what may grow gets a budget of its own\n"));
}

// The number of interval 2 is not held against the requests of interval 1.
TEST(MarkdownExplanation, TellsOneRate) {
  Verdict verdict = explained("Array app.rb:4");
  verdict.groups[1].group.live = {{0, 0}, {600, 24'000}, {800, 32'000}};
  verdict.groups[1].group.kept = {600, 24'000};
  verdict.iterations = {600, 200};
  const std::string text = render_markdown(verdict, {});
  EXPECT_THAT(text,
              HasSubstr("- **fail** Cart app/models/cart.rb:14 leaks 1 per request (0 → 600 → 800), with"));
}

TEST(MarkdownExplanation, HasTheNextStepOnceBelowItsLeak) {
  EXPECT_THAT(render_markdown(explained("Array app.rb:4"), {}), Not(HasSubstr("\nNext: ")));
  Verdict verdict = explained("Array app.rb:4");
  verdict.findings[1].groups = {1, 0};
  EXPECT_THAT(render_markdown(verdict, {}), HasSubstr("\nNext: find what holds on to String; "));
}

TEST(MarkdownExplanation, CountsNoMemberOfALeakAsWithinTheLimits) {
  EXPECT_THAT(render_markdown(explained("Array app.rb:4"), {}), Not(HasSubstr("within the limits")));
}

TEST(MarkdownExplanation, IsNoMarkup) {
  const std::string text = render_markdown(explained("<img src=x>` [a](b)"), {});
  EXPECT_THAT(text, HasSubstr("img src=x"));
  EXPECT_THAT(text, Not(HasSubstr("<")));
}

TEST(MarkdownExplanation, SaysWhyThereIsNone) {
  Verdict verdict = test::failing_verdict();
  verdict.explanation = Explanation{{}, "3.json: a pipe"};
  EXPECT_THAT(render_markdown(verdict, {}), HasSubstr("### Why it is kept\n\n- not known: 3.json: a pipe\n"));
  verdict.explanation = std::nullopt;
  EXPECT_THAT(render_markdown(verdict, {}), Not(HasSubstr("Why it is kept")));
}

}  // namespace
}  // namespace heapgate
