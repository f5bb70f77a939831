#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "heapgate/verdict.hpp"

/// What to tell of the limits that are exceeded: one cause at a time, not one limit at a time.
namespace heapgate {

/// An explained leak with all findings on its groups, or a finding by itself.
struct Cause {
  FindingStatus status = FindingStatus::fail;  ///< fail if one of its findings fails, else warn
  const ExplainedLeak* leak = nullptr;         ///< null for a finding by itself
  std::vector<const Finding*> findings;        ///< the failing ones first, then in the verdict's order
  std::vector<std::size_t> groups;  ///< the leak's members, its head first; else the finding's groups
  Tally sum;  ///< what its members leak, and what the contents grew by; of a finding by itself its subject's
};

/// The causes of what fails and warns. A finding belongs to a leak if it has groups and all of them are
/// members of that leak. Failing causes come first, then leaks before findings by themselves; larger leaks
/// come first, findings stay in their order.
[[nodiscard]] std::vector<Cause> causes_of(const Verdict& verdict);

/// The groups of all leaks among the causes.
[[nodiscard]] std::set<std::size_t> groups_of_leaks(const std::vector<Cause>& causes);

/// The leak's groups, its head first.
[[nodiscard]] std::vector<std::size_t> members_of(const ExplainedLeak& leak);

/// What the members leak beyond what is allowed, and what the contents of growing ones grew by.
[[nodiscard]] Tally sum_of(const Verdict& verdict, const ExplainedLeak& leak);

/// Where a cause is to be looked at.
struct CauseSites {
  /// Of a leak the site of the app that is nearest to its head: a member's, else the holder's; else the
  /// first member that has a file. Of a finding by itself that of the group that counts most. May be no file.
  std::optional<PlacedGroup> anchor;
  std::vector<PlacedGroup> related;  ///< the other sites of the leak's members that are files, each once
};

[[nodiscard]] CauseSites sites_of(const Cause& cause, const Verdict& verdict);

}  // namespace heapgate
