#include <algorithm>

#include "heapgate/diff.hpp"
#include "share.hpp"

namespace heapgate {
namespace {

std::vector<std::uint64_t> objects_of(const std::vector<Tally>& live) {
  std::vector<std::uint64_t> result;
  for (const Tally& tally : live) result.push_back(tally.objects);
  return result;
}

}  // namespace

void GroupSet::Sums::add(const Tally& more_kept, const Tally& more_late,
                         const std::vector<Tally>& more_live) {
  kept.add(more_kept);
  late.add(more_late);
  live.resize(std::max(live.size(), more_live.size()));
  for (std::size_t i = 0; i < more_live.size(); ++i) live[i].add(more_live[i]);
}

void GroupSet::add(const Group& group) {
  of_groups_.add(group.leaked);
  const bool is_told =
      group.pattern == Pattern::levels_off || group.pattern == Pattern::bounded || group.stepped;
  if (is_told) return;
  all_.add(group.kept, group.late, group.live);
  parts_.resize(std::max(parts_.size(), group.parts.size()));
  for (std::size_t i = 0; i < group.parts.size(); ++i)
    parts_[i].add(group.parts[i].kept, group.parts[i].late, group.parts[i].live);
}

void GroupSet::add(const GroupSet& other) {
  of_groups_.add(other.of_groups_);
  all_.add(other.all_.kept, other.all_.late, other.all_.live);
  parts_.resize(std::max(parts_.size(), other.parts_.size()));
  for (std::size_t i = 0; i < other.parts_.size(); ++i)
    parts_[i].add(other.parts_[i].kept, other.parts_[i].late, other.parts_[i].live);
}

Tally GroupSet::leaked(std::span<const std::uint64_t> iterations) const {
  Tally own;
  if (parts_.empty()) own = leaked_of(movement(objects(), iterations), all_.kept, all_.late);
  for (const Sums& part : parts_)
    own.add(leaked_of(movement(objects_of(part.live), iterations), part.kept, part.late));
  // What one of them loses is no excuse for what another one leaks.
  return {std::max(own.objects, of_groups_.objects), std::max(own.bytes, of_groups_.bytes)};
}

std::vector<std::uint64_t> GroupSet::objects() const {
  return objects_of(all_.live);
}

}  // namespace heapgate
