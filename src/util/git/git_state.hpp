#pragma once

#include <optional>
#include <string>

namespace heapgate {

/// The folder at or above `folder` (absolute) that holds a `.git`; none outside a repository.
[[nodiscard]] std::optional<std::string> repository_root(const std::string& folder);

/// Where a working tree stands, read from its .git without running git.
struct GitState {
  std::string commit;
  std::string branch;  ///< empty if HEAD is detached
  std::string remote;  ///< the URL of origin, as it is configured: it may hold a password
};

/// Of the repository around `folder`; empty outside of one.
[[nodiscard]] GitState git_state(const std::string& folder);

}  // namespace heapgate
