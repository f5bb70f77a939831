#include "leaking_groups.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "causes.hpp"
#include "util/text.hpp"

namespace heapgate {

LeakingGroups leaking_groups(const Verdict& verdict) {
  std::set<const PlacedGroup*> over;
  for (const Cause& cause : causes_of(verdict)) {
    for (const std::size_t group : cause.groups) over.insert(&verdict.groups[group]);
  }
  LeakingGroups groups;
  for (const PlacedGroup& placed : verdict.groups) {
    if (placed.group.leaked.objects == 0) continue;
    if (placed.not_allowed().objects == 0) {
      groups.allowed.push_back(&placed);
    } else {
      (over.contains(&placed) ? groups.over : groups.within).push_back(&placed);
    }
  }
  const auto leaks_more = [](const PlacedGroup* a, const PlacedGroup* b) {
    const Tally left = a->not_allowed();
    const Tally right = b->not_allowed();
    return std::pair(left.objects, left.bytes) > std::pair(right.objects, right.bytes);
  };
  std::stable_sort(groups.over.begin(), groups.over.end(), leaks_more);
  std::stable_sort(groups.within.begin(), groups.within.end(), leaks_more);
  return groups;
}

std::string within_text(const LeakingGroups& groups) {
  return "within the limits: " + quantity(leaked_of(groups.within).objects, "object") + " in " +
         quantity(groups.within.size(), "group");
}

Tally leaked_of(const std::vector<const PlacedGroup*>& groups, std::size_t from) {
  Tally sum;
  for (std::size_t i = from; i < groups.size(); ++i) sum.add(groups[i]->not_allowed());
  return sum;
}

}  // namespace heapgate
