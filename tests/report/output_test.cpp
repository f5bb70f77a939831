#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "heapgate/report.hpp"
#include "report/formats.hpp"
#include "sample_verdict.hpp"

namespace heapgate {

bool operator==(const Output& a, const Output& b) {
  return a.format == b.format && a.path == b.path;
}

namespace {

using testing::ElementsAre;

template <class Action>
std::string usage_error(Action action) {
  try {
    action();
  } catch (const UsageError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return error.what();
  }
  return "no error";
}

std::string parse_error(const std::string& text) {
  return usage_error([&] { (void)parse_output(text); });
}

std::string complete_error(const std::vector<Output>& outputs) {
  return usage_error([&] { (void)complete_outputs(outputs); });
}

TEST(ParseOutput, ReadsEachFormat) {
  EXPECT_EQ(parse_output("human"), (Output{Format::human, ""}));
  EXPECT_EQ(parse_output("junit"), (Output{Format::junit, ""}));
  EXPECT_EQ(parse_output("json"), (Output{Format::json, ""}));
  EXPECT_EQ(parse_output("markdown"), (Output{Format::markdown, ""}));
  EXPECT_EQ(parse_output("sarif=a.sarif"), (Output{Format::sarif, "a.sarif"}));
  EXPECT_EQ(parse_output("github=a.txt"), (Output{Format::github, "a.txt"}));
  EXPECT_EQ(parse_output("openmetrics"), (Output{Format::openmetrics, ""}));
  EXPECT_EQ(parse_output("benchmark"), (Output{Format::benchmark, ""}));
}

TEST(ParseOutput, TakesAllBehindTheFirstEqualsSignAsThePath) {
  EXPECT_EQ(parse_output("junit=out/report.xml"), (Output{Format::junit, "out/report.xml"}));
  EXPECT_EQ(parse_output("json=a=b"), (Output{Format::json, "a=b"}));
  EXPECT_EQ(parse_output("json=="), (Output{Format::json, "="}));
  EXPECT_EQ(parse_output("human= "), (Output{Format::human, " "}));
}

TEST(ParseOutput, TakesADashForStandardOutput) {
  EXPECT_EQ(parse_output("json=-"), (Output{Format::json, ""}));
  EXPECT_EQ(parse_output("json=/dev/stdout"), (Output{Format::json, ""}));
  EXPECT_EQ(parse_output("json=./-"), (Output{Format::json, "./-"}));
}

TEST(ParseOutput, RefusesAnUnknownFormatAndNamesTheKnownOnes) {
  EXPECT_EQ(
      parse_error("xml"),
      "unknown output format 'xml'; known are human, junit, json, markdown, sarif, codequality, github, "
      "openmetrics, benchmark");
  EXPECT_EQ(
      parse_error("JUnit=a.xml"),
      "unknown output format 'JUnit'; known are human, junit, json, markdown, sarif, codequality, github, "
      "openmetrics, benchmark");
  EXPECT_EQ(parse_error(""),
            "unknown output format ''; known are human, junit, json, markdown, sarif, codequality, github, "
            "openmetrics, "
            "benchmark");
  EXPECT_EQ(parse_error("=a.xml"),
            "unknown output format ''; known are human, junit, json, markdown, sarif, codequality, github, "
            "openmetrics, "
            "benchmark");
  EXPECT_EQ(
      parse_error("json "),
      "unknown output format 'json '; known are human, junit, json, markdown, sarif, codequality, github, "
      "openmetrics, benchmark");
}

TEST(ParseOutput, RefusesAnEmptyPath) {
  EXPECT_EQ(parse_error("junit="), "the output 'junit=' names no path behind '='");
}

TEST(CompleteOutputs, GivesHumanOnStandardOutputWhenNothingIsAskedFor) {
  EXPECT_THAT(complete_outputs({}), ElementsAre(Output{Format::human, ""}));
}

TEST(CompleteOutputs, AddsHumanBehindReportsThatGoToFiles) {
  EXPECT_THAT(
      complete_outputs({{Format::junit, "a.xml"}, {Format::json, "a.json"}}),
      ElementsAre(Output{Format::junit, "a.xml"}, Output{Format::json, "a.json"}, Output{Format::human, ""}));
}

TEST(CompleteOutputs, LeavesStandardOutputToAFormatThatTakesIt) {
  EXPECT_THAT(complete_outputs({{Format::json, ""}, {Format::junit, "a.xml"}}),
              ElementsAre(Output{Format::json, ""}, Output{Format::junit, "a.xml"}));
}

TEST(CompleteOutputs, DoesNotRepeatHumanThatGoesToAFile) {
  EXPECT_THAT(complete_outputs({{Format::human, "a.txt"}}), ElementsAre(Output{Format::human, "a.txt"}));
}

TEST(CompleteOutputs, AllowsOneFormatInTwoPlaces) {
  EXPECT_THAT(complete_outputs({{Format::json, ""}, {Format::json, "a.json"}}),
              ElementsAre(Output{Format::json, ""}, Output{Format::json, "a.json"}));
}

TEST(CompleteOutputs, RefusesTwoReportsInOnePlace) {
  EXPECT_EQ(complete_error({{Format::human, ""}, {Format::json, ""}}),
            "two outputs would go to standard output; give one of them another path");
  EXPECT_EQ(complete_error({{Format::junit, "a"}, {Format::human, ""}, {Format::json, "a"}}),
            "two outputs would go to 'a'; give one of them another path");
  EXPECT_EQ(complete_error({{Format::junit, "a"}, {Format::json, "./b/../a"}}),
            "two outputs would go to 'a'; give one of them another path");
}

TEST(Render, CallsTheFormatAskedFor) {
  const Verdict verdict = test::failing_verdict();
  RenderOptions colour;
  colour.colour = true;
  EXPECT_EQ(render(Format::human, verdict), render_human(verdict, false));
  EXPECT_EQ(render(Format::human, verdict, colour), render_human(verdict, true));
  EXPECT_EQ(render(Format::junit, verdict, colour), render_junit(verdict));
  EXPECT_EQ(render(Format::json, verdict, colour), render_json(verdict));
  EXPECT_EQ(render(Format::markdown, verdict, colour), render_markdown(verdict, {}));
  EXPECT_EQ(render(Format::sarif, verdict, colour), render_sarif(verdict));
  EXPECT_EQ(render(Format::github, verdict, colour), render_github(verdict));
  EXPECT_EQ(render(Format::openmetrics, verdict, colour), render_openmetrics(verdict));
  EXPECT_EQ(render(Format::benchmark, verdict, colour), render_benchmark(verdict));
}

TEST(Render, EndsEveryReportWithExactlyOneNewline) {
  for (const Format format : {Format::human, Format::junit, Format::json, Format::markdown, Format::sarif,
                              Format::openmetrics, Format::benchmark}) {
    for (const Verdict& verdict :
         {test::failing_verdict(), test::passing_verdict(), test::inconclusive_verdict(), Verdict{}}) {
      const std::string text = render(format, verdict);
      ASSERT_GT(text.size(), 2U);
      EXPECT_EQ(text.back(), '\n');
      EXPECT_NE(text[text.size() - 2], '\n');
    }
  }
}

}  // namespace
}  // namespace heapgate
