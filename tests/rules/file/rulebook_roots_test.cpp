#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loading.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using testing::ElementsAre;

std::string rules_with(const std::string& head) {
  return "version: 1\n" + head + "budgets: [{id: a, max: 1}]\n";
}

// The roots, relative to `folder` where they lie in it, without a slash at the end.
std::vector<std::string> roots_of(const Rulebook& rulebook, const TempFolder& folder) {
  std::vector<std::string> roots;
  std::vector<std::string> all = rulebook.roots;
  if (!rulebook.repository.empty()) all.push_back(rulebook.repository);
  for (const std::string& root : all) {
    const fs::path path = (fs::path(root) / "").lexically_normal().parent_path();
    const std::string inside = path.lexically_relative(folder.path()).string();
    roots.push_back(inside.starts_with("..") ? path.string() : inside);
  }
  return roots;
}

std::vector<std::string> roots_for(const TempFolder& folder, const std::string& rule_file,
                                   const std::string& working_folder = ".",
                                   const std::string& workspace = "") {
  const std::string working = (fs::path(folder.path()) / working_folder).lexically_normal().string();
  return roots_of(load_rulebook(folder.path(rule_file), {working, workspace}), folder);
}

TEST(RulebookRoots, AreTheFilesThenGithubsWorkspaceThenTheRepository) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  folder.write("heapgate.yml", rules_with("root: [/srv/shop, /app]\n"));
  EXPECT_THAT(roots_for(folder, "heapgate.yml", ".", "/runner/shop"),
              ElementsAre("/srv/shop", "/app", "/runner/shop", "."));
}

TEST(RulebookRoots, AreTheWorkspaceAndTheRepositoryIfTheFileNamesNone) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  fs::create_directories(folder.path("a/b"));
  folder.write("heapgate.yml", rules_with(""));
  EXPECT_THAT(roots_for(folder, "heapgate.yml", "a/b"), ElementsAre("."));
  EXPECT_THAT(roots_for(folder, "heapgate.yml", "a/b", "/runner"), ElementsAre("/runner", "."));
}

TEST(RulebookRoots, AreNoneOutsideOfARepositoryIfTheFileNamesNone) {
  const TempFolder folder;
  folder.write("heapgate.yml", rules_with(""));
  EXPECT_THAT(roots_for(folder, "heapgate.yml"), ElementsAre());
}

TEST(RulebookRoots, OfTheDefaultRulesAreTheWorkspaceAndTheRepository) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  EXPECT_THAT(roots_of(load_rulebook(std::nullopt, {folder.path(), "/runner"}), folder),
              ElementsAre("/runner", "."));
}

TEST(RulebookRoots, MayBeOneText) {
  const TempFolder folder;
  folder.write("heapgate.yml", rules_with("root: /app\n"));
  EXPECT_THAT(roots_for(folder, "heapgate.yml"), ElementsAre("/app"));
}

TEST(RulebookRoots, StandForFoldersOfTheRepositoryThatHoldsTheFile) {
  const TempFolder folder;
  fs::create_directories(folder.path("shop/.git"));
  folder.write("shop/ci/rules/heapgate.yml", rules_with("root: [., lib]\n"));
  EXPECT_THAT(roots_for(folder, "shop/ci/rules/heapgate.yml"), ElementsAre("shop", "shop/lib"));
}

TEST(RulebookRoots, StandForFoldersOfTheRepositoryEvenIfTheFileLiesInGithub) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  folder.write(".github/heapgate.yml", rules_with("root: [., lib]\n"));
  EXPECT_THAT(roots_for(folder, ".github/heapgate.yml"), ElementsAre(".", "lib", "."));
}

TEST(RulebookRoots, StandForFoldersBesideTheFileOutsideOfARepository) {
  const TempFolder folder;
  folder.write("ci/heapgate.yml", rules_with("root: [., lib, ../shop]\n"));
  EXPECT_THAT(roots_for(folder, "ci/heapgate.yml"), ElementsAre("ci", "ci/lib", "shop"));
}

TEST(RulebookRoots, StandForFoldersBesideGithubOutsideOfARepository) {
  const TempFolder folder;
  folder.write("shop/.github/heapgate.yml", rules_with("root: [., lib]\n"));
  EXPECT_THAT(roots_for(folder, "shop/.github/heapgate.yml"), ElementsAre("shop", "shop/lib"));
}

TEST(RulebookRoots, StandForFoldersOfTheRepositoryIfTheFileIsNamedFromTheWorkingFolder) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  fs::create_directories(folder.path("a/b"));
  folder.write("heapgate.yml", rules_with("root: lib\n"));
  const test::WorkingFolder working(folder.path("a/b"));
  const RunEnvironment here{folder.path("a/b"), ""};
  EXPECT_THAT(roots_of(load_rulebook(std::nullopt, here), folder), ElementsAre("lib", "."));
  EXPECT_THAT(roots_of(load_rulebook("../../heapgate.yml", here), folder), ElementsAre("lib", "."));
}

TEST(RulebookRoots, OfAnExtendedFileHoldIfTheFileNamesNone) {
  const TempFolder folder;
  folder.write("org.yml", rules_with("root: /org\n"));
  folder.write("team.yml", rules_with("root: /team\n"));
  folder.write("heapgate.yml", rules_with("extends: [org.yml, team.yml]\n"));
  EXPECT_THAT(roots_for(folder, "heapgate.yml"), ElementsAre("/team"));
}

TEST(RulebookRoots, OfTheFileReplaceThoseOfAnExtendedOne) {
  const TempFolder folder;
  folder.write("org.yml", rules_with("root: /org\n"));
  folder.write("heapgate.yml", rules_with("root: /app\nextends: org.yml\n"));
  EXPECT_THAT(roots_for(folder, "heapgate.yml"), ElementsAre("/app"));
}

TEST(RulebookRoots, MakeRulesSeeRelativePaths) {
  const TempFolder folder;
  fs::create_directories(folder.path(".git"));
  folder.write("heapgate.yml", rules_with("root: [., /app]\n"));
  const Rulebook rulebook = test::load(folder);
  EXPECT_EQ(relative_path(folder.path("lib/cart.rb"), rulebook.roots), "lib/cart.rb");
  EXPECT_EQ(relative_path("/app/lib/cart.rb", rulebook.roots), "lib/cart.rb");
}

}  // namespace
}  // namespace heapgate
