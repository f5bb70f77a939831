#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapgate/error.hpp"
#include "heapgate/verdict.hpp"
#include "rules/file/loading.hpp"

namespace heapgate {
namespace {

using test::loaded;
using testing::ElementsAre;
using testing::IsEmpty;

using Metas = std::vector<std::optional<Meta>>;

Meta meta_of(std::optional<std::uint64_t> iterations) {
  Meta meta;
  meta.iterations = iterations;
  return meta;
}

const Metas kThree(3);
const Metas kCaptured{meta_of({}), meta_of(150), meta_of(250)};

Rulebook rules_with(const std::string& text) {
  return loaded("version: 1\n" + text + "budgets: [{id: a, max: 1}]\n");
}

std::string error_of(const std::vector<std::uint64_t>& given, const Rulebook& rulebook, const Metas& metas) {
  try {
    (void)resolve_iterations(given, rulebook, metas);
  } catch (const UsageError& error) {
    const std::string text = error.what();
    const std::size_t folder = text.find("heapgate.yml");
    return folder == std::string::npos ? text : text.substr(folder);
  }
  return "no error";
}

TEST(Iterations, AreReadAsOneNumberOrOneAnInterval) {
  EXPECT_THAT(rules_with("iterations: 200\n").iterations, ElementsAre(200));
  EXPECT_THAT(rules_with("iterations: [200, 400]\n").iterations, ElementsAre(200, 400));
  EXPECT_THAT(rules_with("").iterations, IsEmpty());
}

TEST(Iterations, AreThoseOfTheLastFileThatNamesAny) {
  const test::TempFolder folder;
  folder.write("org.yml", "version: 1\niterations: [1, 2]\nbudgets: [{id: a, max: 1}]\n");
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\n");
  EXPECT_THAT(test::load(folder).iterations, ElementsAre(1, 2));
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\niterations: 7\n");
  EXPECT_THAT(test::load(folder).iterations, ElementsAre(7));
}

TEST(Iterations, OfOneNumberGoForEveryInterval) {
  EXPECT_THAT(resolve_iterations({200}, rules_with(""), kThree), ElementsAre(200, 200));
  EXPECT_THAT(resolve_iterations({200}, rules_with(""), Metas(4)), ElementsAre(200, 200, 200));
  EXPECT_THAT(resolve_iterations({}, rules_with("iterations: 5\n"), kThree), ElementsAre(5, 5));
}

TEST(Iterations, OfTheCommandLineGoFirstThenTheRulesThenTheCapture) {
  EXPECT_THAT(resolve_iterations({1, 2}, rules_with("iterations: 5\n"), kCaptured), ElementsAre(1, 2));
  EXPECT_THAT(resolve_iterations({}, rules_with("iterations: 5\n"), kCaptured), ElementsAre(5, 5));
  EXPECT_THAT(resolve_iterations({}, rules_with(""), kCaptured), ElementsAre(150, 250));
}

TEST(Iterations, OfACaptureThatDoesNotTellAllAreUnknown) {
  EXPECT_THAT(resolve_iterations({}, rules_with(""), kThree), IsEmpty());
  EXPECT_THAT(resolve_iterations({}, rules_with(""), Metas{meta_of({}), meta_of(150), meta_of({})}),
              IsEmpty());
  EXPECT_THAT(resolve_iterations({}, rules_with(""), Metas{meta_of({}), meta_of(150), meta_of(0)}),
              IsEmpty());
  EXPECT_THAT(resolve_iterations({}, rules_with(""), Metas{meta_of({}), meta_of(150), std::nullopt}),
              IsEmpty());
}

TEST(Iterations, MustBeOneAnInterval) {
  EXPECT_EQ(error_of({1, 2, 3}, rules_with(""), kThree),
            "--iterations has 3 numbers, and the dumps have 2 intervals");
  EXPECT_EQ(error_of({}, rules_with("iterations: [200, 400]\n"), Metas(4)),
            "heapgate.yml:2:13: 'iterations' has 2 numbers, and the dumps have 3 intervals");
}

TEST(Iterations, OfTooFewDumpsAreNoError) {
  EXPECT_EQ(error_of({1, 2, 3}, rules_with(""), Metas(2)), "no error");
  EXPECT_EQ(error_of({}, rules_with("iterations: [200, 400]\n"), {}), "no error");
}

TEST(Iterations, MustBeKnownToABudgetThatNeedsThem) {
  const Rulebook needy =
      loaded("version: 1\nbudgets:\n  - {id: ok, max: 1}\n  - {id: slow, max_per_1000: 2}\n");
  EXPECT_EQ(
      error_of({}, needy, kThree),
      "heapgate.yml:4:5: the budget 'slow' has 'max_per_1000', which needs 'iterations' (or --iterations): "
      "the requests between two dumps");
  EXPECT_EQ(error_of({}, needy, kCaptured), "no error");
  EXPECT_EQ(error_of({9}, needy, kThree), "no error");
  EXPECT_EQ(
      error_of({}, loaded("version: 1\nbudgets: [{id: slow, severity: off, max_per_1000: 2}]\n"), kThree),
      "no error");
}

TEST(Iterations, MustBeNumbersFromOne) {
  EXPECT_EQ(test::error_of("version: 1\niterations: 0\n"), "heapgate.yml:2:13: 'iterations' must not be 0");
  EXPECT_EQ(test::error_of("version: 1\niterations: [5, 0]\n"),
            "heapgate.yml:2:17: 'iterations' must not be 0");
  EXPECT_EQ(test::error_of("version: 1\niterations: []\n"),
            "heapgate.yml:2:13: 'iterations' must not be an empty list");
  EXPECT_EQ(test::error_of("version: 1\niterations: many\n"),
            "heapgate.yml:2:13: 'iterations' must be a whole number from 0, not 'many'");
  EXPECT_EQ(test::error_of("version: 1\niterations: {a: 1}\n"),
            "heapgate.yml:2:13: 'iterations' must be a whole number from 0, not a mapping");
}

TEST(Iterations, LimitsThemselvesMustBeNumbers) {
  EXPECT_EQ(loaded("version: 1\nbudgets: [{id: a, max_per_1000: 2.5}]\n").budgets[0].max_per_1000, 2.5);
  for (const char* bad : {"-1", "few", "1e3", "inf", "nan", "''", "2 B"}) {
    const std::string shown = std::string(bad) == "''" ? "''" : "'" + std::string(bad) + "'";
    EXPECT_EQ(test::error_of_field("max_per_1000: " + std::string(bad)),
              "heapgate.yml:4:19: 'max_per_1000' must be a number from 0, not " + shown);
  }
}

}  // namespace
}  // namespace heapgate
