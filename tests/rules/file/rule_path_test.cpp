#include "rules/file/rule_path.hpp"
#include "util/git/git_state.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "heap_text.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

constexpr const char* kRules = "version: 1\nbudgets: [{id: a, max: 1}]\n";

// A repository with the folder a/b.
class Repository : public TempFolder {
 public:
  Repository() {
    fs::create_directories(path("a/b"));
    fs::create_directories(path(".git"));
  }
};

TEST(RepositoryRoot, IsTheFolderThatHoldsGit) {
  const Repository repository;
  EXPECT_EQ(repository_root(repository.path()), repository.path());
  EXPECT_EQ(repository_root(repository.path("a/b")), repository.path());
  EXPECT_EQ(repository_root(repository.path("a/./b/../..")), repository.path() + "/");
}

TEST(RepositoryRoot, MayBeMarkedByAFileAsInAWorktree) {
  const TempFolder folder;
  folder.write("tree/.git", "gitdir: elsewhere\n");
  fs::create_directories(folder.path("tree/a"));
  EXPECT_EQ(repository_root(folder.path("tree/a")), folder.path("tree"));
}

TEST(RepositoryRoot, IsTheInnermostOfNestedRepositories) {
  const Repository repository;
  fs::create_directory(repository.path("a/.git"));
  EXPECT_EQ(repository_root(repository.path("a/b")), repository.path("a"));
}

TEST(RepositoryRoot, IsFoundFromAFolderThatIsNotThere) {
  const Repository repository;
  EXPECT_EQ(repository_root(repository.path("no/such/folder")), repository.path());
}

TEST(RepositoryRoot, IsNoneOutsideOfARepository) {
  EXPECT_EQ(repository_root("/"), std::nullopt);
  EXPECT_EQ(repository_root(TempFolder().path()), std::nullopt);
}

TEST(FindRuleFile, PrefersThePlainNameThenTheHiddenOneThenGithub) {
  const TempFolder folder;
  EXPECT_EQ(find_rule_file(folder.path()), std::nullopt);
  folder.write(".github/heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(folder.path()), ".github/heapgate.yml");
  folder.write(".heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(folder.path()), ".heapgate.yml");
  folder.write("heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(folder.path()), "heapgate.yml");
}

TEST(FindRuleFile, LooksUpwardToTheRepositorysRoot) {
  const Repository repository;
  repository.write("heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(repository.path("a/b")), "../../heapgate.yml");
}

TEST(FindRuleFile, LooksIntoTheGithubFolderOfEveryFolderOnTheWay) {
  const Repository repository;
  repository.write(".github/heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(repository.path("a/b")), "../../.github/heapgate.yml");
}

TEST(FindRuleFile, PrefersTheNearerFolderToTheBetterName) {
  const Repository repository;
  repository.write("heapgate.yml", kRules);
  repository.write("a/.github/heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(repository.path("a/b")), "../.github/heapgate.yml");
}

TEST(FindRuleFile, LooksNotBeyondTheRepositorysRoot) {
  const TempFolder folder;
  folder.write("heapgate.yml", kRules);
  fs::create_directories(folder.path("repository/.git"));
  fs::create_directories(folder.path("repository/a"));
  EXPECT_EQ(find_rule_file(folder.path("repository/a")), std::nullopt);
  EXPECT_EQ(find_rule_file(folder.path("repository")), std::nullopt);
}

TEST(FindRuleFile, LooksOnlyIntoTheWorkingFolderOutsideOfARepository) {
  const TempFolder folder;
  folder.write("heapgate.yml", kRules);
  fs::create_directory(folder.path("a"));
  EXPECT_EQ(find_rule_file(folder.path("a")), std::nullopt);
  EXPECT_EQ(find_rule_file(folder.path()), "heapgate.yml");
}

TEST(FindRuleFile, PassesOverAFolderOfThatName) {
  const TempFolder folder;
  fs::create_directory(folder.path("heapgate.yml"));
  folder.write(".heapgate.yml", kRules);
  EXPECT_EQ(find_rule_file(folder.path()), ".heapgate.yml");
}

TEST(FindRuleFile, FollowsALink) {
  const TempFolder folder;
  folder.write("policy/org.yml", kRules);
  fs::create_symlink("policy/org.yml", folder.path("heapgate.yml"));
  EXPECT_EQ(find_rule_file(folder.path()), "heapgate.yml");
}

TEST(FindRuleFile, DoesNotPassOverALinkThatLeadsNowhere) {
  const TempFolder folder;
  fs::create_symlink("gone.yml", folder.path("heapgate.yml"));
  EXPECT_EQ(find_rule_file(folder.path()), "heapgate.yml");
}

TEST(PresetName, IsAWordWithoutSlashAndYamlsEnding) {
  EXPECT_TRUE(is_preset_name("default"));
  EXPECT_TRUE(is_preset_name("rails-7.1"));
  EXPECT_FALSE(is_preset_name("org.yml"));
  EXPECT_FALSE(is_preset_name("org.yaml"));
  EXPECT_FALSE(is_preset_name("./org"));
  EXPECT_FALSE(is_preset_name("policy/org.yml"));
  EXPECT_FALSE(is_preset_name("/etc/heapgate"));
}

}  // namespace
}  // namespace heapgate
