#pragma once

#include <string>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// Whether the group's path leads to a file of the repository: no absolute path, no way out, no gem's file.
[[nodiscard]] bool is_of_repository(const PlacedGroup& placed);

/// The group's path from the repository's root, where its own is from another folder of the repository: a
/// rule file's `root` may be one app of several. A root elsewhere (/app in a container) stands for the first
/// that lies in the repository. As it is if the path is absolute or the repository unknown.
[[nodiscard]] std::string repository_path(const PlacedGroup& placed, const Verdict& verdict);

/// Where in the repository a finding is placed that has no file of its own: the rule file, or where it would
/// be if the rules are built in or lie elsewhere.
[[nodiscard]] std::string rules_place(const Verdict& verdict);

}  // namespace heapgate
