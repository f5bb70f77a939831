#pragma once

#include <functional>
#include <string>

namespace heapgate {

/// What a run was of. Texts are empty where nothing tells them.
struct RunOrigin {
  std::string commit;  ///< of a pull request its head, not the merge that was tested
  std::string branch;  ///< of a pull request its source branch; "fork:main" where that is called as the base
  std::string base;    ///< of a pull request the branch that it is to go into
  std::string repository;  ///< "owner/name"
  std::string url;         ///< of the commit's page; http or https
  bool pull_request = false;

  friend bool operator==(const RunOrigin&, const RunOrigin&) = default;
};

/// What is known of the commit under test: the variables of GitHub Actions, GitLab CI, Jenkins, CircleCI or
/// Buildkite, else the git repository around `folder`, which is read without running git.
[[nodiscard]] RunOrigin run_origin(const std::function<std::string(const char*)>& environment,
                                   const std::string& folder);

}  // namespace heapgate
