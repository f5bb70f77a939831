#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "heapgate/diff.hpp"

namespace heapgate {
namespace {

// Type and class, file and line, or file; the others are empty.
using SetKey = std::tuple<std::string_view, std::string_view, std::string_view, std::int64_t>;

struct SetKeyHash {
  std::size_t operator()(const SetKey& key) const {
    const std::hash<std::string_view> text;
    const auto& [type, class_name, file, line] = key;
    return ((text(type) * 31 + text(class_name)) * 31 + text(file)) * 31 + static_cast<std::size_t>(line);
  }
};

// Most groups stay as they are, and add nothing to what leaks.
bool moves(const Group& group) {
  if (group.kept.objects > 0 || group.late.objects > 0) return true;
  return std::any_of(group.live.begin(), group.live.end(),
                     [&](const Tally& live) { return live.objects != group.live.front().objects; });
}

// What neither leaks itself nor is explained otherwise.
bool may_be_part(const Group& group) {
  const bool calm = group.pattern == Pattern::one_time || group.pattern == Pattern::turnover ||
                    group.pattern == Pattern::spread;
  return calm && !group.stepped && group.key.type != "IMEMO" && moves(group);
}

enum class View { class_name, file, line };

// The set that the group is in; none without a place.
std::optional<SetKey> set_of(const Group& group, View view) {
  constexpr std::int64_t kNoLine = -1;
  const GroupKey& key = group.key;
  if (view == View::class_name) return SetKey{key.type, key.class_name, {}, kNoLine};
  if (!key.file || (view == View::line && !key.line)) return std::nullopt;
  return SetKey{{}, {}, *key.file, view == View::line ? *key.line : kNoLine};
}

bool grew(const Group& group) {
  return group.live.back().objects > group.live.front().objects;
}

// View by view, since the sets of one are memory enough.
void mark(std::span<Group* const> groups, View view, std::span<const std::uint64_t> iterations) {
  std::unordered_map<SetKey, GroupSet, SetKeyHash> sets;
  for (const Group* group : groups) {
    if (const auto key = set_of(*group, view)) sets[*key].add(*group);
  }
  std::unordered_map<SetKey, std::uint64_t, SetKeyHash> leaked;
  for (const auto& [key, set] : sets) {
    if (const std::uint64_t objects = set.leaked(iterations).objects; objects > 0) leaked[key] = objects;
  }
  for (Group* group : groups) {
    const auto key = set_of(*group, view);
    const auto found = key && grew(*group) ? leaked.find(*key) : leaked.end();
    // What one interval brought more of than leaks in any filled once.
    if (found != leaked.end() && group->kept.objects <= found->second) group->pattern = Pattern::spread;
  }
}

}  // namespace

void mark_spread(std::span<Group* const> groups, std::span<const std::uint64_t> iterations) {
  std::vector<Group*> parts;
  for (Group* group : groups) {
    if (!may_be_part(*group)) continue;
    group->pattern = growth(*group, 0, 1) > 0 ? Pattern::one_time : Pattern::turnover;
    parts.push_back(group);
  }
  for (const View view : {View::class_name, View::file, View::line}) mark(parts, view, iterations);
}

}  // namespace heapgate
