#include "causes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "repository_place.hpp"

namespace heapgate {
namespace {

using LeakOfGroup = std::map<std::size_t, const ExplainedLeak*>;

LeakOfGroup leaks_by_group(const Verdict& verdict) {
  LeakOfGroup leaks;
  if (!verdict.explanation) return leaks;
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    for (const std::size_t group : members_of(leak)) leaks.emplace(group, &leak);
  }
  return leaks;
}

// The one leak that all groups of the finding are members of; null if there is none.
const ExplainedLeak* leak_of(const Finding& finding, const LeakOfGroup& leaks) {
  const ExplainedLeak* common = nullptr;
  for (const std::size_t group : finding.groups) {
    const auto found = leaks.find(group);
    if (found == leaks.end() || (common != nullptr && common != found->second)) return nullptr;
    common = found->second;
  }
  return common;
}

Cause cause_of(const Finding& finding, const ExplainedLeak* leak, const Verdict& verdict) {
  Cause cause;
  cause.status = FindingStatus::warn;
  cause.leak = leak;
  if (leak != nullptr) {
    cause.groups = members_of(*leak);
    cause.sum = sum_of(verdict, *leak);
    return cause;
  }
  cause.groups = finding.groups;
  cause.sum = {static_cast<std::uint64_t>(std::max<std::int64_t>(0, finding.objects)),
               static_cast<Bytes>(std::max<std::int64_t>(0, finding.bytes))};
  return cause;
}

void add(Cause& cause, const Finding& finding) {
  cause.findings.push_back(&finding);
  if (finding.status == FindingStatus::fail) cause.status = FindingStatus::fail;
}

bool comes_before(const Cause& a, const Cause& b) {
  if (a.status != b.status) return a.status == FindingStatus::fail;
  if ((a.leak == nullptr) != (b.leak == nullptr)) return a.leak != nullptr;
  if (a.leak == nullptr) return false;
  return std::pair(a.sum.objects, a.sum.bytes) > std::pair(b.sum.objects, b.sum.bytes);
}

std::optional<PlacedGroup> placed_holder(const ExplainedLeak& leak, const Verdict& verdict) {
  if (leak.holders.empty()) return std::nullopt;
  Group group;
  group.key = leak.holders.front().key;
  return place({std::move(group)}, verdict.roots).front();
}

std::optional<PlacedGroup> anchor_of(const Cause& cause, const Verdict& verdict) {
  const auto first = [&](auto is_wanted) -> std::optional<PlacedGroup> {
    for (const std::size_t group : cause.groups) {
      if (is_wanted(verdict.groups[group])) return verdict.groups[group];
    }
    return std::nullopt;
  };
  if (cause.leak == nullptr) return first([](const PlacedGroup&) { return true; });
  if (auto member = first(is_of_repository)) return member;
  auto holder = placed_holder(*cause.leak, verdict);
  if (holder && is_of_repository(*holder)) return holder;
  if (auto member = first([](const PlacedGroup& placed) { return placed.is_file(); })) return member;
  return verdict.groups[cause.leak->group];
}

}  // namespace

std::vector<Cause> causes_of(const Verdict& verdict) {
  const LeakOfGroup leaks = leaks_by_group(verdict);
  std::vector<Cause> causes;
  std::map<const ExplainedLeak*, std::size_t> by_leak;
  for (const Finding& finding : verdict.findings) {
    if (!is_over(finding)) continue;
    const ExplainedLeak* leak = leak_of(finding, leaks);
    const auto known = by_leak.find(leak);
    if (known != by_leak.end()) {
      add(causes[known->second], finding);
      continue;
    }
    if (leak != nullptr) by_leak.emplace(leak, causes.size());
    causes.push_back(cause_of(finding, leak, verdict));
    add(causes.back(), finding);
  }
  for (Cause& cause : causes) {
    std::stable_partition(cause.findings.begin(), cause.findings.end(),
                          [](const Finding* finding) { return finding->status == FindingStatus::fail; });
  }
  std::stable_sort(causes.begin(), causes.end(), comes_before);
  return causes;
}

std::set<std::size_t> groups_of_leaks(const std::vector<Cause>& causes) {
  std::set<std::size_t> groups;
  for (const Cause& cause : causes) {
    if (cause.leak != nullptr) groups.insert(cause.groups.begin(), cause.groups.end());
  }
  return groups;
}

std::vector<std::size_t> members_of(const ExplainedLeak& leak) {
  std::vector<std::size_t> members{leak.group};
  for (const LeakFollower& follower : leak.followers) members.push_back(follower.group);
  return members;
}

Tally sum_of(const Verdict& verdict, const ExplainedLeak& leak) {
  Tally sum;
  for (const std::size_t member : members_of(leak)) {
    const PlacedGroup& placed = verdict.groups[member];
    sum.add(placed.not_allowed());
    if (placed.group.pattern == Pattern::growing)
      sum.add({0, placed.group.grown.bytes - placed.allowed.grown.bytes});
  }
  return sum;
}

CauseSites sites_of(const Cause& cause, const Verdict& verdict) {
  CauseSites sites;
  sites.anchor = anchor_of(cause, verdict);
  if (cause.leak == nullptr) return sites;
  using Site = std::pair<std::optional<std::string>, std::optional<std::int64_t>>;
  std::set<Site> seen;
  const auto is_new = [&](const PlacedGroup& placed) {
    return seen.insert(Site{placed.group.key.file, placed.group.key.line}).second;
  };
  if (sites.anchor) is_new(*sites.anchor);
  for (const std::size_t member : cause.groups) {
    const PlacedGroup& placed = verdict.groups[member];
    if (placed.is_file() && is_new(placed)) sites.related.push_back(placed);
  }
  return sites;
}

}  // namespace heapgate
