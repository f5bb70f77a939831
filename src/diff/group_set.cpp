#include <algorithm>

#include "heapgate/diff.hpp"
#include "share.hpp"

namespace heapgate {

void GroupSet::add(const Group& group) {
  of_groups_.add(group.leaked);
  if (group.pattern == Pattern::levels_off || group.pattern == Pattern::bounded) return;
  kept_.add(group.kept);
  late_.add(group.late);
  live_.resize(std::max(live_.size(), group.live.size()));
  for (std::size_t i = 0; i < group.live.size(); ++i) live_[i].add(group.live[i]);
}

void GroupSet::add(const GroupSet& other) {
  of_groups_.add(other.of_groups_);
  kept_.add(other.kept_);
  late_.add(other.late_);
  live_.resize(std::max(live_.size(), other.live_.size()));
  for (std::size_t i = 0; i < other.live_.size(); ++i) live_[i].add(other.live_[i]);
}

Tally GroupSet::leaked(std::span<const std::uint64_t> iterations) const {
  const Tally own = leaked_of(movement(objects(), iterations), kept_, late_);
  // What one of them loses is no excuse for what another one leaks.
  return {std::max(own.objects, of_groups_.objects), std::max(own.bytes, of_groups_.bytes)};
}

std::vector<std::uint64_t> GroupSet::objects() const {
  std::vector<std::uint64_t> result;
  for (const Tally& tally : live_) result.push_back(tally.objects);
  return result;
}

}  // namespace heapgate
