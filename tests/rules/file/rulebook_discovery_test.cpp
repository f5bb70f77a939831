#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::described;
using test::TempFolder;
using test::WorkingFolder;
using testing::ElementsAre;

constexpr const char* kRules = "version: 1\nbudgets: [{id: found, max: 1}]\n";
constexpr const char* kFound = "found: all objects, sum leaked error, max 1";

// What is loaded in `folder` if no rule file is named.
Rulebook discovered_in(const std::string& folder) {
  const WorkingFolder working(folder);
  return load_rulebook(std::nullopt, {folder, ""});
}

TEST(RulebookDiscovery, ReadsTheRuleFileInTheWorkingFolder) {
  const TempFolder folder;
  folder.write("heapgate.yml", kRules);
  const Rulebook rulebook = discovered_in(folder.path());
  EXPECT_EQ(rulebook.path, "heapgate.yml");
  EXPECT_THAT(described(rulebook), ElementsAre(kFound));
}

TEST(RulebookDiscovery, ReadsTheRuleFileAtTheRepositorysRoot) {
  const TempFolder folder;
  folder.write(".github/heapgate.yml", kRules);
  fs::create_directories(folder.path(".git"));
  fs::create_directories(folder.path("a/b"));
  const Rulebook rulebook = discovered_in(folder.path("a/b"));
  EXPECT_EQ(rulebook.path, "../../.github/heapgate.yml");
  EXPECT_THAT(described(rulebook), ElementsAre(kFound));
  EXPECT_EQ(rulebook.budgets[0].source.path, "../../.github/heapgate.yml");
}

TEST(RulebookDiscovery, ExtendsFilesNamedFromTheFileThatWasFound) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nextends: policy/org.yml\n");
  folder.write("policy/org.yml", kRules);
  fs::create_directories(folder.path(".git"));
  fs::create_directories(folder.path("a"));
  EXPECT_THAT(described(discovered_in(folder.path("a"))), ElementsAre(kFound));
}

TEST(RulebookDiscovery, TakesTheDefaultRulesIfThereIsNoRuleFile) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  fs::create_directories(folder.path("a"));
  EXPECT_EQ(discovered_in(folder.path("a")).path, "default");
}

TEST(RulebookDiscovery, PassesOverTheRuleFileInTheWorkingFolderIfAnotherIsNamed) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\nbudgets: [{id: wrong, max: 1}]\n");
  folder.write("rules.yml", kRules);
  EXPECT_THAT(described(test::load(folder, "rules.yml")), ElementsAre(kFound));
}

TEST(RulebookDiscovery, DoesNotFallBackToTheDefaultRulesIfTheFoundFileIsWrong) {
  const TempFolder folder;
  folder.write("heapgate.yml", "version: 1\n");
  try {
    (void)discovered_in(folder.path());
    FAIL() << "no error";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "heapgate.yml:1:1: no budgets: there is nothing to judge");
  }
}

}  // namespace
}  // namespace heapgate
