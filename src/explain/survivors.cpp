#include "survivors.hpp"

#include <map>

#include "util/parallel.hpp"

namespace heapgate {
namespace {

std::vector<bool> same_objects(const Heap& last, const KindGroups& last_groups, const Heap& earlier,
                               const KindGroups& groups) {
  const auto group = [](const KindGroups& of, KindId kind) { return of[static_cast<std::size_t>(kind)]; };
  std::vector<bool> same(last.objects.size());
  std::size_t node = 0;
  auto at = earlier.objects.begin();
  const auto end = earlier.objects.end();
  for (auto object = last.objects.begin(); object != last.objects.end(); ++object, ++node) {
    while (at != end && at.address() < object.address()) ++at;
    if (at == end) break;
    same[node] = at.address() == object.address() && at.generation() == object.generation() &&
                 group(groups, at.kind()) == group(last_groups, object.kind());
  }
  return same;
}

std::vector<std::uint32_t> leaks_of_kinds(const KindGroups& groups, const GroupIndex& index,
                                          const std::vector<GroupKey>& leaking) {
  std::map<GroupKey, std::uint32_t> indices;
  for (std::size_t i = 0; i < leaking.size(); ++i) indices.emplace(leaking[i], static_cast<std::uint32_t>(i));
  std::vector<std::uint32_t> by_group;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const auto found = indices.find(index.key(static_cast<GroupId>(i)));
    by_group.push_back(found == indices.end() ? kNoLeak : found->second);
  }
  std::vector<std::uint32_t> leaks;
  for (const GroupId group : groups) leaks.push_back(by_group[static_cast<std::size_t>(group)]);
  return leaks;
}

}  // namespace

Survivors find_survivors(const Process& process, const std::vector<GroupKey>& watched, std::size_t leaking,
                         unsigned threads) {
  GroupIndex index;
  Survivors survivors;
  survivors.leaking = leaking;
  survivors.groups = index.add(process.heaps);
  survivors.group_count = index.size();
  const std::vector<KindGroups>& groups = survivors.groups;
  const Heap& last = process.heaps.back();
  survivors.same.resize(process.heaps.size() - 1);
  in_parallel(survivors.same.size(), threads, [&](std::size_t i) {
    survivors.same[i] = same_objects(last, groups.back(), process.heaps[i], groups[i]);
  });
  survivors.watched = leaks_of_kinds(groups.back(), index, watched);
  survivors.leak.reserve(last.objects.size());
  for (auto object = last.objects.begin(); object != last.objects.end(); ++object) {
    const std::uint32_t leak = survivors.watched[static_cast<std::size_t>(object.kind())];
    survivors.leak.push_back(survivors.is_old(static_cast<Node>(survivors.leak.size())) ? kNoLeak : leak);
  }
  return survivors;
}

}  // namespace heapgate
