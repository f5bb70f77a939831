#include <nlohmann/json.hpp>

#include <fstream>

#include "git_state.hpp"
#include "heapgate/run_origin.hpp"
#include "repository.hpp"

namespace heapgate {
namespace {

using Environment = std::function<std::string(const char*)>;

std::string first_of(const Environment& get, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string value = get(name); !value.empty()) return value;
  }
  return {};
}

// GITHUB_SHA of a pull request is a merge that nobody sees again; its head stands in the event's file.
std::string github_head(const Environment& get) {
  std::ifstream file(get("GITHUB_EVENT_PATH"), std::ios::binary);
  const auto event = nlohmann::json::parse(file, nullptr, false);
  const nlohmann::json::json_pointer head("/pull_request/head/sha");
  if (event.is_object() && event.contains(head) && event[head].is_string()) return event[head];
  return get("GITHUB_SHA");
}

RunOrigin of_github(const Environment& get) {
  RunOrigin origin;
  origin.repository = get("GITHUB_REPOSITORY");
  origin.base = get("GITHUB_BASE_REF");
  origin.pull_request = !get("GITHUB_HEAD_REF").empty();
  if (origin.pull_request) {
    origin.branch = get("GITHUB_HEAD_REF");
    origin.commit = github_head(get);
  } else {
    origin.branch = get("GITHUB_REF_TYPE") == "tag" ? "" : get("GITHUB_REF_NAME");
    origin.commit = get("GITHUB_SHA");
  }
  const std::string server = first_of(get, {"GITHUB_SERVER_URL"});
  if (!server.empty()) origin.url = commit_page(server + "/" + origin.repository, origin.commit);
  return origin;
}

RunOrigin of_gitlab(const Environment& get) {
  RunOrigin origin;
  origin.repository = get("CI_PROJECT_PATH");
  origin.base = get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
  origin.pull_request = !origin.base.empty();
  origin.branch = first_of(get, {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH"});
  // Set where a merge is tested instead of the branch.
  origin.commit = first_of(get, {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"});
  const std::string page = get("CI_PROJECT_URL");
  if (!page.empty() && !origin.commit.empty()) origin.url = page + "/-/commit/" + origin.commit;
  return origin;
}

RunOrigin with_repository(RunOrigin origin, const std::string& url) {
  const Repository repository = repository_of(url);
  if (origin.repository.empty()) origin.repository = repository.name;
  origin.url = commit_page(repository.page, origin.commit);
  return origin;
}

RunOrigin of_jenkins(const Environment& get) {
  RunOrigin origin;
  origin.base = get("CHANGE_TARGET");
  origin.pull_request = !get("CHANGE_ID").empty();
  origin.branch = first_of(get, {"CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH"});
  if (origin.branch.starts_with("origin/")) origin.branch.erase(0, 7);
  origin.commit = get("GIT_COMMIT");
  return with_repository(std::move(origin), get("GIT_URL"));
}

RunOrigin of_circleci(const Environment& get) {
  RunOrigin origin;
  origin.branch = get("CIRCLE_BRANCH");
  origin.commit = get("CIRCLE_SHA1");
  origin.pull_request = !first_of(get, {"CIRCLE_PULL_REQUEST", "CIRCLE_PR_NUMBER"}).empty();
  const std::string owner = get("CIRCLE_PROJECT_USERNAME");
  if (!owner.empty()) origin.repository = owner + "/" + get("CIRCLE_PROJECT_REPONAME");
  return with_repository(std::move(origin), get("CIRCLE_REPOSITORY_URL"));
}

RunOrigin of_buildkite(const Environment& get) {
  RunOrigin origin;
  const std::string request = get("BUILDKITE_PULL_REQUEST");
  origin.pull_request = !request.empty() && request != "false";
  if (origin.pull_request) origin.base = get("BUILDKITE_PULL_REQUEST_BASE_BRANCH");
  origin.branch = get("BUILDKITE_BRANCH");
  // A build that names no commit has HEAD there.
  if (get("BUILDKITE_COMMIT") != "HEAD") origin.commit = get("BUILDKITE_COMMIT");
  return with_repository(std::move(origin), get("BUILDKITE_REPO"));
}

RunOrigin of_ci(const Environment& get) {
  if (get("GITHUB_ACTIONS") == "true") return of_github(get);
  if (get("GITLAB_CI") == "true") return of_gitlab(get);
  if (get("CIRCLECI") == "true") return of_circleci(get);
  if (get("BUILDKITE") == "true") return of_buildkite(get);
  if (!get("JENKINS_URL").empty()) return of_jenkins(get);
  return {};
}

}  // namespace

RunOrigin run_origin(const Environment& environment, const std::string& folder) {
  RunOrigin origin = of_ci(environment);
  // A fork's main is not main.
  if (origin.pull_request && origin.branch == origin.base) origin.branch.insert(0, "fork:");
  if (!origin.commit.empty()) return origin;
  const GitState git = git_state(folder);
  origin.commit = git.commit;
  if (origin.branch.empty()) origin.branch = git.branch;
  return with_repository(std::move(origin), git.remote);
}

}  // namespace heapgate
