#include "amount.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace heapgate {
namespace {

std::int64_t as_signed(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw std::overflow_error("a measure exceeds 63 bits");
  }
  return static_cast<std::int64_t>(value);
}

Amount amount_of(const Grown& grown) {
  return {as_signed(grown.items), as_signed(grown.bytes)};
}

Amount allowed(const PlacedGroup& placed, Measure measure) {
  switch (measure) {
    case Measure::leaked: return amount_of(placed.allowed.leaked);
    case Measure::kept: return amount_of(placed.allowed.kept);
    case Measure::transient: return amount_of(placed.allowed.transient);
    case Measure::contents: return amount_of(placed.allowed.grown);
    case Measure::growth:
    case Measure::trend: break;
  }
  return {placed.allowed.growth_objects, placed.allowed.growth_bytes};
}

Share share_of(const std::vector<std::uint64_t>& below, std::uint64_t all, const HeldBy& held_by) {
  return {held_by.index < below.size() ? below[held_by.index] : 0, all};
}

// Rounded up.
Tally part_of(const Tally& all, const Share& share) {
  const auto up = [&](std::uint64_t value) { return value - scaled(value, share.of - share.part, share.of); };
  return share.part == 0 ? Tally{} : Tally{up(all.objects), up(all.bytes)};
}

Tally smaller(const Tally& a, const Tally& b) {
  return {std::min(a.objects, b.objects), std::min(a.bytes, b.bytes)};
}

// Leaves of the group what grows with this share of its new objects.
void take_part(PlacedGroup& placed, const Share& share) {
  Group& group = placed.group;
  group.leaked = part_of(group.leaked, share);
  group.kept = part_of(group.kept, share);
  group.late = part_of(group.late, share);
  group.transient = {};
  for (Tally& live : group.live) live = part_of(live, share);
  for (Part& part : group.parts) {
    part.kept = part_of(part.kept, share);
    part.late = part_of(part.late, share);
    for (Tally& live : part.live) live = part_of(live, share);
  }
  Allowed& allowed = placed.allowed;
  allowed.leaked = smaller(allowed.leaked, group.leaked);
  allowed.kept = smaller(allowed.kept, group.kept);
  allowed.transient = {};
}

void take_contents(PlacedGroup& placed, const Share& share) {
  Grown& grown = placed.group.grown;
  const Tally part = part_of({grown.items, grown.bytes}, share);
  grown.items = part.objects;
  grown.bytes = part.bytes;
  Grown& allowed = placed.allowed.grown;
  allowed.items = std::min(allowed.items, grown.items);
  allowed.bytes = std::min(allowed.bytes, grown.bytes);
}

double ratio(std::uint64_t objects, std::uint64_t iterations) {
  return static_cast<double>(objects) / static_cast<double>(iterations);
}

// Of what leaked: the smallest growth an iteration over the intervals that count. What was kept came in the
// first of them and caps it by that one's iterations; of class growth kept is a growth itself, of whichever
// interval.
double leaked_an_iteration(const GroupSet& set, const JudgeContext& context) {
  const std::vector<std::uint64_t> live = set.objects();
  const Movement moved = movement(live, context.iterations);
  double smallest = std::numeric_limits<double>::max();
  for (std::size_t i = moved.begin; i < context.iterations.size(); ++i) {
    const std::uint64_t grown = live[i + 1] > live[i] ? live[i + 1] - live[i] : 0;
    smallest = std::min(smallest, ratio(grown, context.iterations[i]));
  }
  if (context.basis == Basis::class_growth) return smallest;
  const bool late = moved.course == Course::late;
  const std::size_t came_in = late ? context.iterations.size() - 2 : 0;
  return std::min(smallest, ratio((late ? set.late() : set.kept()).objects, context.iterations[came_in]));
}

double an_iteration(const Group& group, Measure measure, const JudgeContext& context) {
  if (measure == Measure::leaked) {
    if (group.leaked.objects == 0) return 0;
    GroupSet alone;
    alone.add(group);
    return leaked_an_iteration(alone, context);
  }
  const auto& iterations = context.iterations;
  const auto objects = static_cast<double>(measured(group, measure).objects);
  const std::uint64_t all = std::accumulate(iterations.begin(), iterations.end(), std::uint64_t{0});
  return objects / static_cast<double>(measure == Measure::growth ? all : iterations.front());
}

}  // namespace

void Amount::add(const Amount& other) {
  if (__builtin_add_overflow(objects, other.objects, &objects) ||
      __builtin_add_overflow(bytes, other.bytes, &bytes)) {
    throw std::overflow_error("a sum exceeds 63 bits");
  }
}

Amount amount_of(const Tally& tally) {
  return {as_signed(tally.objects), as_signed(tally.bytes)};
}

Amount measured(const Group& group, Measure measure) {
  switch (measure) {
    case Measure::leaked: return amount_of(group.leaked);
    case Measure::kept: return amount_of(group.kept);
    case Measure::transient: return amount_of(group.transient);
    case Measure::contents: return amount_of(group.grown);
    case Measure::growth:
    case Measure::trend: break;
  }
  const Amount first = amount_of(group.live.front());
  const Amount last = amount_of(group.live.back());
  return {last.objects - first.objects, last.bytes - first.bytes};
}

Amount counted(const PlacedGroup& placed, Measure measure) {
  if (measure == Measure::contents && placed.holds_leak) return {};
  const Amount all = measured(placed.group, measure);
  const Amount out = allowed(placed, measure);
  return {all.objects - out.objects, all.bytes - out.bytes};
}

double rate(const PlacedGroup& placed, Measure measure, const JudgeContext& context) {
  const auto all = static_cast<double>(measured(placed.group, measure).objects);
  if (all == 0) return 0;
  const double share = static_cast<double>(counted(placed, measure).objects) / all;
  return 1000 * an_iteration(placed.group, measure, context) * share;
}

double rate(const GroupSet& set, const JudgeContext& context) {
  return set.live().empty() ? 0 : 1000 * leaked_an_iteration(set, context);
}

std::uint64_t scaled(std::uint64_t value, std::uint64_t part, std::uint64_t whole) {
  __extension__ using Wide = unsigned __int128;
  return whole == 0 ? 0 : static_cast<std::uint64_t>(static_cast<Wide>(value) * part / whole);
}

Share objects_below(const PlacedGroup& placed, const HeldBy& held_by) {
  return placed.held ? share_of(placed.held->below, placed.held->objects, held_by) : Share{0, 0};
}

Share contents_below(const PlacedGroup& placed, const HeldBy& held_by) {
  return placed.held ? share_of(placed.held->grown_below, placed.held->grown, held_by) : Share{0, 0};
}

std::vector<PlacedGroup> parts_below(std::span<const PlacedGroup> groups, const HeldBy& held_by) {
  std::vector<PlacedGroup> parts(groups.begin(), groups.end());
  for (PlacedGroup& placed : parts) {
    take_part(placed, objects_below(placed, held_by));
    take_contents(placed, contents_below(placed, held_by));
  }
  return parts;
}

bool fits(std::span<const Matcher> matchers, const PlacedGroup& group) {
  return std::all_of(matchers.begin(), matchers.end(),
                     [&](const Matcher& matcher) { return matcher.matches(group); });
}

}  // namespace heapgate
