#include <algorithm>
#include <limits>

#include "amount.hpp"
#include "heapgate/rules.hpp"
#include "util/units.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

// What is still to be allowed of each measure, in objects.
struct Rest {
  std::uint64_t leaked;
  std::uint64_t kept;
  std::uint64_t transient;
  std::uint64_t growth;
  std::uint64_t items;
};

Share share_of(const AllowEntry& entry, const PlacedGroup& placed) {
  return entry.held_by ? objects_below(placed, *entry.held_by) : Share{};
}

Share contents_share_of(const AllowEntry& entry, const PlacedGroup& placed) {
  return entry.held_by ? contents_below(placed, *entry.held_by) : Share{};
}

// Moves up to `rest` objects of the part of `all` into `out`; bytes go along in proportion.
std::uint64_t take(const Tally& all, const Share& share, Tally& out, std::uint64_t& rest) {
  const Tally open{all.objects - out.objects, all.bytes - out.bytes};
  const std::uint64_t taken = std::min({open.objects, rest, share.of_all(all.objects)});
  out.objects += taken;
  out.bytes += taken == open.objects ? open.bytes : scaled(open.bytes, taken, open.objects);
  if (rest != kUnlimited) rest -= taken;
  return taken;
}

// Gives the objects that were taken, as take() does.
std::uint64_t take_growth(PlacedGroup& placed, const Share& share, std::uint64_t& rest) {
  const Amount open = counted(placed, Measure::growth);
  if (open.objects <= 0) {
    // What shrinks is no excuse for others that grow.
    if (rest == kUnlimited && share.is_whole())
      placed.allowed.growth_objects += open.objects, placed.allowed.growth_bytes += open.bytes;
    return 0;
  }
  const auto objects = static_cast<std::uint64_t>(open.objects);
  const std::uint64_t taken = std::min({objects, rest, share.of_all(objects)});
  const auto bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(open.bytes, 0));
  placed.allowed.growth_objects += static_cast<std::int64_t>(taken);
  placed.allowed.growth_bytes +=
      taken == objects ? open.bytes : static_cast<std::int64_t>(scaled(bytes, taken, objects));
  if (rest != kUnlimited) rest -= taken;
  return taken;
}

std::uint64_t take_contents(PlacedGroup& placed, const Share& share, std::uint64_t& rest) {
  const Grown& all = placed.group.grown;
  Grown& out = placed.allowed.grown;
  Tally taken{out.items, out.bytes};
  const std::uint64_t items = take({all.items, all.bytes}, share, taken, rest);
  // What has no items has bytes alone, which no number of objects bounds.
  if (all.items == 0 && rest > 0) taken.bytes = std::max(taken.bytes, share.of_all(all.bytes));
  out.items = taken.objects;
  out.bytes = taken.bytes;
  return items;
}

// Together they may leak more than each by itself; where that is allowed as a whole they leak with no others
// either.
std::uint64_t take_together(std::span<PlacedGroup* const> groups, const JudgeContext& context,
                            std::uint64_t& rest) {
  GroupSet set;
  std::uint64_t before = 0;
  for (const PlacedGroup* placed : groups) {
    if (placed->allowed.all) continue;
    set.add(placed->group);
    before += placed->allowed.leaked.objects;
  }
  const std::uint64_t leaked = set.leaked(context.iterations).objects;
  const std::uint64_t taken = leaked - std::min(leaked, before);
  if (taken > rest) return 0;
  for (PlacedGroup* placed : groups) {
    if (placed->allowed.all) continue;
    placed->allowed.all = true;
    placed->allowed.leaked = placed->group.leaked;
  }
  if (rest != kUnlimited) rest -= taken;
  return taken;
}

std::vector<PlacedGroup*> matching(const AllowEntry& entry, std::span<PlacedGroup> groups) {
  std::vector<PlacedGroup*> found;
  for (PlacedGroup& placed : groups) {
    const bool has_part = share_of(entry, placed).part > 0 || contents_share_of(entry, placed).part > 0;
    if (has_part && fits(entry.matchers, placed)) found.push_back(&placed);
  }
  return found;
}

// Those that the entry is about with all, or nearly all, of what came: some of it is always on its way.
std::vector<PlacedGroup*> wholly(const AllowEntry& entry, const std::vector<PlacedGroup*>& groups) {
  constexpr double kNearlyAll = 0.9;
  std::vector<PlacedGroup*> found;
  for (PlacedGroup* placed : groups) {
    const Share share = share_of(entry, *placed);
    if (static_cast<double>(share.part) >= kNearlyAll * static_cast<double>(share.of))
      found.push_back(placed);
  }
  return found;
}

Finding note(const AllowEntry& entry, std::uint64_t taken, const std::string& what) {
  Finding finding;
  finding.kind = FindingKind::allowance;
  finding.rule = "allow";
  finding.subject = entry.subject;
  finding.status = FindingStatus::skip;
  finding.actual = static_cast<std::int64_t>(taken);
  finding.limit = entry.max.value_or(0);
  finding.message = entry.subject + ": " + what;
  finding.source = entry.source;
  return finding;
}

std::string because(const AllowEntry& entry) {
  return entry.reason + (entry.issue.empty() ? "" : ", " + entry.issue);
}

std::string objects_text(std::uint64_t number) {
  return std::to_string(number) + (number == 1 ? " object" : " objects");
}

Finding expired(const AllowEntry& entry) {
  Finding finding =
      note(entry, 0,
           "allowed until " + date_text(*entry.expires) + " only, it counts again (" + because(entry) + ")");
  finding.status = FindingStatus::warn;
  return finding;
}

// Empty if there is nothing to tell.
std::optional<Finding> apply(const AllowEntry& entry, std::span<PlacedGroup> groups,
                             const JudgeContext& context) {
  const std::vector<PlacedGroup*> found = matching(entry, groups);
  const std::uint64_t most = entry.max.value_or(kUnlimited);
  Rest rest{most, most, most, most, most};
  std::uint64_t taken = take_together(wholly(entry, found), context, rest.leaked);
  std::uint64_t items = 0;
  std::uint64_t others = 0;
  for (PlacedGroup* placed : found) {
    const Share share = share_of(entry, *placed);
    taken += take(placed->group.leaked, share, placed->allowed.leaked, rest.leaked);
    others += take(placed->group.kept, share, placed->allowed.kept, rest.kept);
    // What holds those that are gone is not known.
    if (!entry.held_by)
      others += take(placed->group.transient, share, placed->allowed.transient, rest.transient);
    others += take_growth(*placed, share, rest.growth);
    items += take_contents(*placed, contents_share_of(entry, *placed), rest.items);
  }
  if (entry.shipped && taken + items + others == 0) return std::nullopt;
  if (found.empty()) return note(entry, 0, "allowed, but nothing here matches (" + because(entry) + ")");
  const std::string limit = entry.max ? " of at most " + std::to_string(*entry.max) : "";
  const std::string contents = items > 0 ? ", contents grown by " + std::to_string(items) + "," : "";
  return note(entry, taken,
              objects_text(taken) + " leaked" + contents + limit + " allowed (" + because(entry) + ")");
}

// What is below a holder is asked for only where a budget would be exceeded, and cannot be where a dump
// cannot be read twice.
std::optional<Finding> without_holders(const AllowEntry& entry, Holders holders) {
  if (entry.shipped) return std::nullopt;
  const char* why =
      holders == Holders::not_asked
          ? "allowed, not looked up since no budget would be exceeded ("
          : "allowed, but what holds objects is not known: the dumps were not read a second time (";
  return note(entry, 0, why + because(entry) + ")");
}

std::optional<Finding> told(const AllowEntry& entry, std::span<PlacedGroup> groups,
                            const JudgeContext& context, std::chrono::year_month_day today) {
  if (entry.expires && *entry.expires < today) return expired(entry);
  if (entry.needs_sites && !context.has_sites)
    return note(entry, 0, "allowed, but these dumps do not tell sites (" + because(entry) + ")");
  if (entry.held_by && context.holders != Holders::known) return without_holders(entry, context.holders);
  return apply(entry, groups, context);
}

}  // namespace

std::vector<Finding> apply_allow(const Rulebook& rulebook, std::span<PlacedGroup> groups,
                                 const JudgeContext& context, std::chrono::year_month_day today) {
  std::vector<Finding> findings;
  for (const AllowEntry& entry : rulebook.allow) {
    if (auto finding = told(entry, groups, context, today)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace heapgate
