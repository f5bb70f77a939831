#pragma once

#include <string>

namespace heapgate {

/// A repository by the URL it is cloned from.
struct Repository {
  std::string name;  ///< "owner/name", of GitLab's groups with all of them
  std::string page;  ///< "https://host/owner/name"; empty if the URL names no host
};

/// Takes https, ssh and git URLs and "git@host:owner/name.git". What it gives holds no user, password or port
/// of ssh.
[[nodiscard]] Repository repository_of(const std::string& url);

/// The page of a commit as the host of `page` has it; empty if one of them is.
[[nodiscard]] std::string commit_page(const std::string& page, const std::string& commit);

}  // namespace heapgate
