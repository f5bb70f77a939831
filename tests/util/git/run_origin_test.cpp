// What the CI systems and git tell of the commit under test.

#include <gmock/gmock.h>

#include <map>

#include "heap_text.hpp"
#include "heapgate/run_origin.hpp"
#include "util/git/git_state.hpp"
#include "util/git/repository.hpp"

namespace heapgate {

void PrintTo(const RunOrigin& origin, std::ostream* out) {
  *out << origin.commit << "|" << origin.branch << "|" << origin.base << "|" << origin.repository << "|"
       << origin.url << "|" << origin.pull_request;
}

namespace {

using test::TempFolder;

const std::string kHash(40, 'a');

RunOrigin origin_in(const std::map<std::string, std::string>& variables, const std::string& folder = "/") {
  return run_origin(
      [&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
      },
      folder);
}

TEST(RunOrigin, OfAGitHubPush) {
  const RunOrigin expected{"abc", "main", "", "shop/api", "https://github.com/shop/api/commit/abc", false};
  std::map<std::string, std::string> push{
      {"GITHUB_ACTIONS", "true"},        {"GITHUB_SHA", "abc"},
      {"GITHUB_REF_NAME", "main"},       {"GITHUB_REF_TYPE", "branch"},
      {"GITHUB_REPOSITORY", "shop/api"}, {"GITHUB_SERVER_URL", "https://github.com"}};
  EXPECT_EQ(origin_in(push), expected);
  push["GITHUB_REF_TYPE"] = "tag";
  EXPECT_EQ(origin_in(push).branch, "");
}

TEST(RunOrigin, OfAGitHubPullRequestIsItsHeadAndNotTheMerge) {
  const TempFolder folder;
  const std::string event =
      folder.write("event.json", R"({"pull_request":{"head":{"sha":"head","ref":"fix"}}})");
  std::map<std::string, std::string> pull{{"GITHUB_ACTIONS", "true"},     {"GITHUB_SHA", "merge"},
                                          {"GITHUB_REF_NAME", "7/merge"}, {"GITHUB_HEAD_REF", "fix"},
                                          {"GITHUB_BASE_REF", "main"},    {"GITHUB_REPOSITORY", "shop/api"},
                                          {"GITHUB_EVENT_PATH", event}};
  EXPECT_EQ(origin_in(pull), (RunOrigin{"head", "fix", "main", "shop/api", "", true}));
  pull["GITHUB_HEAD_REF"] = "main";
  EXPECT_EQ(origin_in(pull).branch, "fork:main");
  folder.write("event.json", "{");
  EXPECT_EQ(origin_in(pull).commit, "merge");
  folder.write("event.json", R"({"pull_request":[]})");
  EXPECT_EQ(origin_in(pull).commit, "merge");
}

TEST(RunOrigin, OfGitLab) {
  std::map<std::string, std::string> push{{"GITLAB_CI", "true"},
                                          {"CI_PROJECT_PATH", "a/b/api"},
                                          {"CI_PROJECT_URL", "https://gl.example/a/b/api"},
                                          {"CI_COMMIT_SHA", "abc"},
                                          {"CI_COMMIT_BRANCH", "main"}};
  EXPECT_EQ(origin_in(push),
            (RunOrigin{"abc", "main", "", "a/b/api", "https://gl.example/a/b/api/-/commit/abc", false}));
  push.erase("CI_COMMIT_BRANCH");
  push["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"] = "fix";
  push["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main";
  push["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"] = "head";
  EXPECT_EQ(origin_in(push),
            (RunOrigin{"head", "fix", "main", "a/b/api", "https://gl.example/a/b/api/-/commit/head", true}));
}

TEST(RunOrigin, OfJenkins) {
  const std::map<std::string, std::string> push{{"JENKINS_URL", "http://j/"},
                                                {"GIT_COMMIT", "abc"},
                                                {"GIT_BRANCH", "origin/main"},
                                                {"GIT_URL", "git@github.com:shop/api.git"}};
  EXPECT_EQ(origin_in(push),
            (RunOrigin{"abc", "main", "", "shop/api", "https://github.com/shop/api/commit/abc", false}));
  const std::map<std::string, std::string> change{{"JENKINS_URL", "http://j/"}, {"GIT_COMMIT", "abc"},
                                                  {"BRANCH_NAME", "PR-7"},      {"CHANGE_ID", "7"},
                                                  {"CHANGE_BRANCH", "fix"},     {"CHANGE_TARGET", "main"}};
  EXPECT_EQ(origin_in(change), (RunOrigin{"abc", "fix", "main", "", "", true}));
}

TEST(RunOrigin, OfCircleCi) {
  const std::map<std::string, std::string> push{{"CIRCLECI", "true"},
                                                {"CIRCLE_SHA1", "abc"},
                                                {"CIRCLE_BRANCH", "main"},
                                                {"CIRCLE_PROJECT_USERNAME", "shop"},
                                                {"CIRCLE_PROJECT_REPONAME", "api"},
                                                {"CIRCLE_REPOSITORY_URL", "git@bitbucket.org:shop/api.git"}};
  EXPECT_EQ(origin_in(push),
            (RunOrigin{"abc", "main", "", "shop/api", "https://bitbucket.org/shop/api/commits/abc", false}));
}

TEST(RunOrigin, OfBuildkite) {
  std::map<std::string, std::string> push{{"BUILDKITE", "true"},
                                          {"BUILDKITE_COMMIT", "abc"},
                                          {"BUILDKITE_BRANCH", "main"},
                                          {"BUILDKITE_PULL_REQUEST", "false"},
                                          {"BUILDKITE_REPO", "https://u:secret@gitlab.com/shop/api.git"}};
  EXPECT_EQ(origin_in(push),
            (RunOrigin{"abc", "main", "", "shop/api", "https://gitlab.com/shop/api/-/commit/abc", false}));
  push["BUILDKITE_PULL_REQUEST"] = "7";
  push["BUILDKITE_PULL_REQUEST_BASE_BRANCH"] = "main";
  push["BUILDKITE_BRANCH"] = "fix";
  EXPECT_TRUE(origin_in(push).pull_request);
  EXPECT_EQ(origin_in(push).base, "main");
}

TEST(RunOrigin, OfGitWithoutRunningIt) {
  const TempFolder folder;
  folder.write(".git/HEAD", "ref: refs/heads/feature/x\n");
  folder.write(".git/refs/heads/feature/x", kHash + "\n");
  folder.write(".git/config",
               "[core]\n\tbare = false\n[remote \"up\"]\n\turl = x\n[remote \"origin\"]\n\turl = "
               "https://token@github.com/shop/api\n");
  folder.write("deep/er/file", "");
  EXPECT_EQ(
      origin_in({}, folder.path("deep/er")),
      (RunOrigin{kHash, "feature/x", "", "shop/api", "https://github.com/shop/api/commit/" + kHash, false}));
}

TEST(GitState, KnowsPackedRefsDetachedHeadsAndWorktrees) {
  const TempFolder folder;
  folder.write("r/.git/HEAD", "ref: refs/heads/main\n");
  folder.write("r/.git/packed-refs", "# pack-refs with: peeled\n" + std::string(40, 'b') +
                                         " refs/heads/main2\n" + kHash + " refs/heads/main\n");
  EXPECT_EQ(git_state(folder.path("r")).commit, kHash);
  folder.write("r/.git/HEAD", std::string(40, 'c') + "\n");
  EXPECT_EQ(git_state(folder.path("r")).commit, std::string(40, 'c'));
  EXPECT_EQ(git_state(folder.path("r")).branch, "");
  folder.write("r/.git/worktrees/w/HEAD", "ref: refs/heads/main\n");
  folder.write("r/.git/worktrees/w/commondir", "../..\n");
  folder.write("w/.git", "gitdir: " + folder.path("r/.git/worktrees/w") + "\n");
  EXPECT_EQ(git_state(folder.path("w")).commit, kHash);
  EXPECT_EQ(git_state(folder.path("w")).branch, "main");
  folder.write("r/.git/HEAD", "ref: refs/heads/.invalid\n");
  EXPECT_EQ(git_state(folder.path("r")).branch + git_state(folder.path("r")).commit, "");
}

TEST(RepositoryOf, NeverTellsAUserOrAPassword) {
  for (const char* url :
       {"https://u:secret@h.example/o/n.git", "ssh://secret@h.example:22/o/n.git", "secret@h.example:o/n.git",
        "git://h.example/o/n/", "https://h.example/o/n?token=secret"}) {
    EXPECT_EQ(repository_of(url).name, "o/n") << url;
    EXPECT_EQ(repository_of(url).page, "https://h.example/o/n") << url;
  }
  EXPECT_EQ(repository_of("http://h.example:8080/o/n.git").page, "http://h.example:8080/o/n");
  for (const char* local : {"", "/srv/git/n.git", "../n", "file:///srv/n.git", "n:"})
    EXPECT_EQ(repository_of(local).name, "") << local;
}

}  // namespace
}  // namespace heapgate
