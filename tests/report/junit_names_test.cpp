#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "junit_reader.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"
#include "util/text.hpp"
#include "workflow_runner.hpp"

namespace heapgate {
namespace {

using test::find_case;
using test::kHostileNames;
using test::parsed;
using test::schema_errors;

// What tells one case from another over time: every attribute but the message.
std::string identities(const Verdict& verdict) {
  std::string text;
  const auto document = parsed(render_junit(verdict));
  for (const auto& found : document.select_nodes("//testcase")) {
    for (const auto& attribute : found.node().attributes()) {
      text += std::string(attribute.name()) + "=" + attribute.value() + " ";
    }
    text += "\n";
  }
  return text;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n') || byte == 0x7F;
}

TEST(JunitNames, AreValidUnderTheSchemaHoweverHostile) {
  for (const std::string& name : kHostileNames) {
    const std::string xml = render_junit(test::hostile_verdict(name));
    EXPECT_EQ(schema_errors(xml), "") << clean_line(name);
    EXPECT_TRUE(std::none_of(xml.begin(), xml.end(), is_control)) << clean_line(name);
  }
}

TEST(JunitNames, ArriveAsTheirVisibleText) {
  for (const std::string& name : kHostileNames) {
    const auto document = parsed(render_junit(test::hostile_verdict(name)));
    const std::string shown = clean_line(name);
    const auto failed = find_case(document, "heapgate.leak", shown + " " + shown);
    ASSERT_TRUE(failed) << shown;
    EXPECT_EQ(failed.attribute("file").value(), shown);
    EXPECT_TRUE(find_case(document, "heapgate." + shown, shown).child("skipped")) << shown;
    EXPECT_EQ(document.select_nodes("//testcase").size(), 4U) << shown;
  }
}

TEST(JunitNames, StayOnTheirLineInMessageAndText) {
  for (const std::string& name : kHostileNames) {
    const Verdict verdict = test::hostile_verdict(name);
    const auto document = parsed(render_junit(verdict));
    const auto failure = document.select_node("//failure").node();
    const std::string message = clean_line(verdict.findings[0].message);
    EXPECT_EQ(failure.attribute("message").value(), message);
    EXPECT_EQ(failure.text().get(), clean_line(name) + ":5: " + message);
  }
}

TEST(JunitNames, HaveNoLineBreakInAnErrorOrAWarning) {
  Verdict verdict = test::inconclusive_verdict();
  verdict.trust[1].message = "two\nlines";
  verdict.findings[0].message = "two\nlines";
  auto document = parsed(render_junit(verdict));
  for (const auto& found : document.select_nodes("//error")) {
    EXPECT_STREQ(found.node().attribute("message").value(), "two\\x0Alines");
    EXPECT_STREQ(found.node().text().get(), "two\\x0Alines");
  }
  verdict = test::passing_verdict();
  verdict.findings[0].status = FindingStatus::warn;
  verdict.findings[0].message = "two\nlines";
  document = parsed(render_junit(verdict));
  EXPECT_STREQ(document.select_node("//testcase[@classname='heapgate.leak']/system-out").node().text().get(),
               "warning: two\\x0Alines");
}

TEST(JunitNames, HoldNoMeasuredNumberSoThatTrendsMatch) {
  const auto leak_of = [](std::uint64_t objects) {
    Verdict verdict = test::verdict_of({test::leaking("Cart", "app/cart.rb", 14, objects)});
    verdict.outcome = Outcome::fail;
    verdict.findings = {test::finding_on(verdict, 0, 20, FindingStatus::fail)};
    return verdict;
  };
  EXPECT_EQ(identities(leak_of(200)), identities(leak_of(31'337)));
  EXPECT_THAT(identities(leak_of(200)),
              testing::AllOf(testing::HasSubstr("app/cart.rb"), testing::Not(testing::HasSubstr("200"))));
  EXPECT_THAT(render_junit(leak_of(200)), testing::HasSubstr("200"));
}

TEST(JunitNames, HoldNoLineSoThatTrendsMatch) {
  const auto names = [](std::int64_t line) {
    Verdict verdict = test::verdict_of({test::leaking("Cart", "app/cart.rb", line, 200),
                                        test::leaking("Cart", "app/cart.rb", line + 5, 300)});
    verdict.outcome = Outcome::fail;
    for (const std::size_t i : {1U, 0U})
      verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
    std::string text;
    const auto document = parsed(render_junit(verdict));
    for (const auto& found : document.select_nodes("//testcase[@classname='heapgate.leak']"))
      text += std::string(found.node().attribute("name").value()) + "\n";
    return text;
  };
  EXPECT_EQ(names(14), "Cart app/cart.rb (2)\nCart app/cart.rb\n") << "numbered by their lines";
  EXPECT_EQ(names(14), names(99));
}

TEST(JunitNames, AreUniqueEvenIfOneLooksLikeTheNumberOfAnother) {
  Verdict verdict =
      test::verdict_of({test::leaking("Cart", "a.rb", 1, 200), test::leaking("Cart", "a.rb", 2, 200),
                        test::leaking("Cart", "a.rb (2)", 3, 200)});
  for (const std::size_t i : {0U, 1U, 2U})
    verdict.findings.push_back(test::finding_on(verdict, i, 20, FindingStatus::fail));
  const auto document = parsed(render_junit(verdict));
  for (const char* name : {"Cart a.rb", "Cart a.rb (2)", "Cart a.rb (3)"})
    EXPECT_TRUE(find_case(document, "heapgate.leak", name)) << name;
}

TEST(JunitNames, ComeWithoutAnyClockOrHost) {
  const auto document = parsed(render_junit(test::failing_verdict()));
  for (const auto& found : document.select_nodes("//@time")) {
    EXPECT_STREQ(found.attribute().value(), "0.000");
  }
  EXPECT_EQ(document.select_nodes("//testcase[@time]").size(), 5U);
  EXPECT_TRUE(document.select_nodes("//@timestamp | //@hostname").empty());
}

TEST(JunitNames, AreNoCommandsInTheLogOfAWorkflow) {
  for (const std::string name : {"::error::planted", "##[error]planted"}) {
    Verdict verdict = test::hostile_verdict(name);
    verdict.findings.push_back(test::in_bytes(verdict.findings[0], FindingStatus::fail));
    std::swap(verdict.findings[1], verdict.findings[2]);
    const std::string xml = render_junit(verdict);
    EXPECT_TRUE(test::commands_in(xml).empty()) << xml;
    const auto document = parsed(xml);
    EXPECT_TRUE(find_case(document, "heapgate.leak", name + " " + name)) << xml;
    const std::string text = document.select_node("//failure").node().text().get();
    EXPECT_NE(text.find("\n" + name + " "), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace heapgate
