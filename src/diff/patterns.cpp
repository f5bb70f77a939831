#include <algorithm>

#include "heapgate/diff.hpp"
#include "share.hpp"

namespace heapgate {
namespace {

// floor(bytes x part / objects), without overflow.
Bytes share_of_bytes(const Tally& all, std::uint64_t part) {
  if (all.objects == 0) return 0;
  __extension__ using Wide = unsigned __int128;
  return static_cast<Bytes>(static_cast<Wide>(all.bytes) * part / all.objects);
}

std::vector<std::uint64_t> live_objects(const std::vector<Tally>& live) {
  std::vector<std::uint64_t> result;
  for (const Tally& tally : live) result.push_back(tally.objects);
  return result;
}

// `course`: of the part that leaks most.
Tally leaked_of_parts(const std::vector<Part>& parts, std::span<const std::uint64_t> iterations,
                      Course& course) {
  Tally leaked;
  std::uint64_t most = 0;
  course = Course::none;
  for (const Part& part : parts) {
    const Movement moved = movement(live_objects(part.live), iterations);
    const Tally own = leaked_of(moved, part.kept, part.late);
    leaked.add(own);
    if (own.objects <= most) continue;
    most = own.objects;
    course = moved.course;
  }
  return leaked;
}

Pattern leak_pattern(Course course) {
  if (course == Course::late) return Pattern::late;
  return course == Course::uneven ? Pattern::uneven_leak : Pattern::leak;
}

Pattern calm_pattern(const Group& group) {
  if (group.grown.items > 0 || group.grown.bytes > 0) return Pattern::growing;
  if (group.level > 0) return Pattern::levels_off;
  return growth(group, 0, 1) > 0 ? Pattern::one_time : Pattern::turnover;
}

}  // namespace

const char* to_string(Pattern pattern) {
  switch (pattern) {
    case Pattern::leak: return "leak";
    case Pattern::uneven_leak: return "uneven-leak";
    case Pattern::late: return "late";
    case Pattern::growing: return "growing";
    case Pattern::spread: return "spread";
    case Pattern::levels_off: return "levels-off";
    case Pattern::one_time: return "one-time";
    case Pattern::turnover: return "turnover";
    case Pattern::bounded: return "bounded";
  }
  return "";
}

std::int64_t growth(const Group& group, std::size_t from, std::size_t to) {
  return static_cast<std::int64_t>(group.live[to].objects) -
         static_cast<std::int64_t>(group.live[from].objects);
}

Tally leaked_of(const Movement& movement, const Tally& kept, const Tally& late) {
  if (movement.course == Course::none || movement.course == Course::levels_off) return {};
  const Tally& cap = movement.course == Course::late ? late : kept;
  const std::uint64_t leaked = std::min(cap.objects, movement.smallest);
  return {leaked, share_of_bytes(cap, leaked)};
}

void judge_growth(Group& group, std::span<const std::uint64_t> iterations) {
  const Movement moved = movement(live_objects(group.live), iterations);
  Course course = moved.course;
  if (group.parts.empty()) {
    group.leaked = leaked_of(moved, group.kept, group.late);
  } else {
    group.leaked = leaked_of_parts(group.parts, iterations, course);
  }
  if (course == Course::levels_off && group.kept.objects > 0) group.level = moved.level;
  group.pattern = group.leaked.objects > 0 ? leak_pattern(course) : calm_pattern(group);
}

}  // namespace heapgate
