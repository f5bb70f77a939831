#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "loading.hpp"
#include "rules/file/presets.hpp"

namespace heapgate {
namespace {

using test::described;
using test::load;
using test::loaded;
using test::TempFolder;
using testing::ElementsAre;

TEST(Presets, AreTheShippedRuleFiles) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(HEAPGATE_RULES)) {
    if (entry.path().extension() == ".yml") names.push_back(entry.path().stem().string());
  }
  EXPECT_THAT(preset_names(), testing::UnorderedElementsAreArray(names));
  for (const std::string& name : names) {
    EXPECT_EQ(preset_text(name), test::read_file(std::string(HEAPGATE_RULES) + "/" + name + ".yml"));
  }
}

TEST(Presets, CanEachBeExtended) {
  for (const std::string_view name : preset_names()) {
    EXPECT_FALSE(loaded("version: 1\nextends: " + std::string(name) + "\n").budgets.empty()) << name;
  }
}

TEST(Presets, AreNoneOfAnotherName) {
  EXPECT_EQ(preset_text("no-such-preset"), std::nullopt);
}

constexpr const char* kDefaultLeak =
    "leak: all objects, group+class+site+file leaked error, max 20 falling, max_bytes 65536, not callcache, "
    "callinfo, "
    "constcache, not IMEMO";

TEST(Rulebook, IsTheDefaultRulesIfThereIsNoRuleFile) {
  const TempFolder folder;
  const Rulebook built_in = load_rulebook(std::nullopt, {folder.path(), ""});
  const Rulebook shipped = load_rulebook(std::string(HEAPGATE_RULES) + "/default.yml", {folder.path(), ""});
  EXPECT_EQ(built_in.path, "default");
  EXPECT_EQ(described(built_in), described(shipped));
  EXPECT_THAT(described(built_in), testing::Contains(kDefaultLeak));
}

TEST(Rulebook, NamesTheFileItWasReadFrom) {
  const TempFolder folder;
  const std::string path = folder.write("rules.yml", "version: 1\nbudgets: [{id: a, max: 1}]\n");
  const Rulebook rulebook = load(folder, "rules.yml");
  EXPECT_EQ(rulebook.path, path);
  EXPECT_EQ(described(rulebook.budgets[0].source, folder), "rules.yml:2:11");
}

TEST(Rulebook, ExtendsAPreset) {
  const auto budgets = described(loaded("version: 1\nextends: default\nbudgets: [{id: a, max: 1}]\n"));
  EXPECT_EQ(budgets.front(), kDefaultLeak);
  EXPECT_EQ(budgets.back(), "a: all objects, sum leaked error, max 1");
}

TEST(Rulebook, ExtendsFilesNamedFromTheFileThatExtendsThem) {
  const TempFolder folder;
  folder.write("ci/heapgate.yml", "version: 1\nextends: ../policy/team.yml\n");
  folder.write("policy/team.yml", "version: 1\nextends: [./org.yml]\nbudgets: [{id: team, max: 2}]\n");
  folder.write("policy/org.yml", "version: 1\nbudgets: [{id: org, max: 1}]\n");
  EXPECT_THAT(
      described(load(folder, "ci/heapgate.yml")),
      ElementsAre("org: all objects, sum leaked error, max 1", "team: all objects, sum leaked error, max 2"));
}

TEST(Rulebook, ExtendsAFileNamedByItsAbsolutePath) {
  const TempFolder folder;
  const std::string org = folder.write("policy/org.yml", "version: 1\nbudgets: [{id: org, max: 1}]\n");
  folder.write("heapgate.yml", "version: 1\nextends: " + org + "\n");
  EXPECT_THAT(described(load(folder)), ElementsAre("org: all objects, sum leaked error, max 1"));
}

TEST(Rulebook, KeepsTheOrderInWhichBudgetsAreFirstNamed) {
  const TempFolder folder;
  folder.write("a.yml", "version: 1\nbudgets: [{id: a1, max: 1}, {id: both, max: 1}]\n");
  folder.write("b.yml", "version: 1\nbudgets: [{id: b1, max: 1}, {id: a1, max: 2}]\n");
  folder.write("heapgate.yml",
               "budgets: [{id: own, max: 1}, {id: both, max: 3}]\nextends: [a.yml, b.yml]\nversion: 1\n");
  EXPECT_THAT(
      described(load(folder)),
      ElementsAre("a1: all objects, sum leaked error, max 2", "both: all objects, sum leaked error, max 3",
                  "b1: all objects, sum leaked error, max 1", "own: all objects, sum leaked error, max 1"));
}

TEST(Rulebook, CountsWhatIsExtendedTwiceOnce) {
  const TempFolder folder;
  folder.write("strict.yml", "version: 1\nextends: default\nbudgets: [{id: leak, max: 5}]\n");
  folder.write("other.yml", "version: 1\nextends: default\n");
  folder.write("heapgate.yml", "version: 1\nextends: [strict.yml, other.yml, default]\n");
  const auto budgets = described(load(folder));
  // With a `max` of its own, which is meant as it is.
  EXPECT_EQ(budgets.front(),
            "leak: all objects, group+class+site+file leaked error, max 5, max_bytes 65536, not callcache, "
            "callinfo, constcache, not IMEMO");
  EXPECT_EQ(std::set<std::string>(budgets.begin(), budgets.end()).size(), budgets.size());
}

TEST(Rulebook, TakesViewsOfAnotherFileAsAWhole) {
  EXPECT_THAT(
      described(loaded("version: 1\nextends: default\nbudgets: [{id: leak, each: class}]\n")),
      testing::Contains(testing::StartsWith("leak: all objects, class leaked error, max 20 falling")));
}

constexpr const char* kOrg = R"(version: 1
budgets:
  - {id: a, class: Cart, site: app/**, each: site, measure: kept, severity: warn, max: 1, max_bytes: 1kB}
)";

TEST(Rulebook, ReplacesABudgetOfTheSameIdFieldByField) {
  const TempFolder folder;
  folder.write("org.yml", kOrg);
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\nbudgets:\n  - {id: a, max: 5}\n");
  EXPECT_THAT(described(load(folder)), ElementsAre("a: Cart, app/**, site kept warn, max 5, max_bytes 1000"));
  folder.write("heapgate.yml", R"(version: 1
extends: org.yml
budgets:
  - {id: a, class: [Item, Till], gem: rack, type: DATA, each: gem, measure: growth, severity: off, max_bytes: 2kB}
)");
  EXPECT_THAT(
      described(load(folder)),
      ElementsAre("a: Item, Till, app/**, gem rack, type DATA, gem growth off, max 1, max_bytes 2000"));
}

TEST(Rulebook, PlacesABudgetWhereItIsLastNamed) {
  const TempFolder folder;
  folder.write("org.yml", kOrg);
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\nbudgets:\n  - {id: a, max: 5}\n");
  EXPECT_EQ(described(load(folder).budgets[0].source, folder), "heapgate.yml:4:5");
}

TEST(Rulebook, MayGiveAnInheritedBudgetItsLimit) {
  const TempFolder folder;
  folder.write("org.yml", "version: 1\nbudgets: [{id: a, class: Cart}]\n");
  folder.write("heapgate.yml", "version: 1\nextends: org.yml\nbudgets: [{id: a, max: 5}]\n");
  EXPECT_THAT(described(load(folder)), ElementsAre("a: Cart, sum leaked error, max 5"));
}

TEST(Rulebook, LetsInheritedFieldsPrecedeDefaults) {
  const TempFolder folder;
  folder.write("org.yml", kOrg);
  folder.write("heapgate.yml", R"(version: 1
extends: org.yml
defaults: {each: gem, measure: growth, severity: error}
budgets:
  - {id: a, max: 5}
)");
  EXPECT_THAT(described(load(folder)), ElementsAre("a: Cart, app/**, site kept warn, max 5, max_bytes 1000"));
}

TEST(Rulebook, LetsDefaultsOfTheExtendedFilePrecedeThoseOfTheExtendingOne) {
  const TempFolder folder;
  folder.write("org.yml", "version: 1\ndefaults: {severity: warn}\nbudgets: [{id: a, max: 1}]\n");
  folder.write("heapgate.yml", R"(version: 1
extends: org.yml
defaults: {severity: error, each: site}
budgets:
  - {id: a, max: 5}
)");
  EXPECT_THAT(described(load(folder)), ElementsAre("a: all objects, site leaked warn, max 5"));
}

TEST(Rulebook, FillsDefaultsOnlyIntoBudgetsThatTheFileNames) {
  const TempFolder folder;
  folder.write("org.yml", "version: 1\ndefaults: {measure: kept}\nbudgets: [{id: a, max: 1}]\n");
  folder.write("heapgate.yml", R"(version: 1
extends: org.yml
defaults: {severity: warn}
budgets:
  - {id: b, max: 5}
)");
  EXPECT_THAT(described(load(folder)),
              ElementsAre("a: all objects, sum kept error, max 1", "b: all objects, sum leaked warn, max 5"));
}

TEST(Rulebook, ReplacesTrustCheckByCheck) {
  const TempFolder folder;
  folder.write("org.yml", "version: 1\ntrust: {gc: warn, order: warn}\n");
  folder.write("team.yml", "version: 1\ntrust: {order: fail, quiet: fail}\n");
  folder.write("heapgate.yml", R"(version: 1
trust: {quiet: warn}
extends: [org.yml, team.yml]
budgets: [{id: a, max: 1}]
)");
  EXPECT_THAT(load(folder).trust, ElementsAre(testing::Pair(TrustCheck::quiet, TrustStatus::warn),
                                              testing::Pair(TrustCheck::order, TrustStatus::fail),
                                              testing::Pair(TrustCheck::gc, TrustStatus::warn)));
}

TEST(Rulebook, TellsWhichBudgetsNeedSites) {
  const Rulebook rulebook = loaded(R"(version: 1
budgets:
  - {id: all, max: 1}
  - {id: each-group, each: group, max: 1}
  - {id: each-class, each: class, class: Cart, type: OBJECT, max: 1}
  - {id: by-site, site: app/**, max: 1}
  - {id: by-gem, gem: rack, max: 1}
  - {id: each-site, each: site, max: 1}
  - {id: each-gem, each: gem, max: 1}
)");
  std::vector<std::string> needing;
  for (const Budget& budget : rulebook.budgets) {
    if (budget.needs_sites) needing.push_back(budget.id);
  }
  EXPECT_THAT(needing, ElementsAre("by-site", "by-gem", "each-site", "each-gem"));
}

TEST(Rulebook, MatchesByAllFieldsOfABudget) {
  const Rulebook rulebook = loaded("version: 1\nbudgets: [{id: a, class: Cart, site: app/**, max: 1}]\n");
  EXPECT_EQ(rulebook.budgets[0].matchers.size(), 2);
}

}  // namespace
}  // namespace heapgate
