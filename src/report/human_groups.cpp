#include <algorithm>
#include <string>
#include <vector>

#include "human_writer.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

// A table has no room for more.
constexpr std::string_view kArrow = "→";

// What is left out is always counted in a line of its own; the JSON report has everything.
constexpr std::size_t kGroupsShown = 200;
constexpr std::size_t kKeptShown = 5;
// The widest cell sets the width of all.
constexpr std::size_t kLongestName = 200;

using Groups = std::vector<const PlacedGroup*>;
using enum Table::Align;

template <class Predicate>
Groups select(const Verdict& verdict, Predicate predicate) {
  Groups groups;
  for (const PlacedGroup& placed : verdict.groups) {
    if (predicate(placed.group)) groups.push_back(&placed);
  }
  return groups;
}

template <class Count>
std::uint64_t sum(const Groups& groups, std::size_t from, Count count) {
  std::uint64_t total = 0;
  for (std::size_t i = from; i < groups.size(); ++i) total = checked_add(total, count(groups[i]->group));
  return total;
}

void write_left_out(HumanWriter& out, std::size_t groups, std::uint64_t objects) {
  if (groups == 0) return;
  out.line(fmt::format("    and {}, {} (-o json lists them all)", quantity(groups, "more group"),
                       quantity(objects, "object")));
}

std::string live_heading(const Verdict& verdict) {
  std::string text = "LIVE ";
  const std::size_t dumps = verdict.groups.front().group.live.size();
  for (std::size_t i = 1; i <= dumps; ++i) text += (i == 1 ? "" : "→") + std::to_string(i);
  return text;
}

std::string short_class(const PlacedGroup& placed) {
  const GroupKey& key = placed.group.key;
  return shortened(clean_line(key.name()), kLongestName);
}

std::string shown_site(const PlacedGroup& placed) {
  return shortened(clean_line(placed.short_site()), kLongestName);
}

void write_leak_table(HumanWriter& out, const Verdict& verdict, const Groups& leaks, std::size_t shown) {
  Table table({left, left, right, right, right, right, left, left});
  table.add({"CLASS", "SITE", "LEAKED", "BYTES", "KEPT", "BYTES KEPT", live_heading(verdict), "PATTERN"});
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = leaks[i]->group;
    table.add({short_class(*leaks[i]), shown_site(*leaks[i]), with_separators(group.leaked.objects),
               human_bytes(group.leaked.bytes), with_separators(group.kept.objects),
               human_bytes(group.kept.bytes), live_text(group, kArrow), to_string(group.pattern)});
  }
  out.table(table, "  ");
}

// A limit is exceeded by groups that leak nothing by themselves.
bool is_told_otherwise(const Verdict& verdict) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& finding) {
    const bool over = finding.status == FindingStatus::fail || finding.status == FindingStatus::warn;
    return over && std::any_of(finding.groups.begin(), finding.groups.end(), [&](std::size_t group) {
             return verdict.groups[group].group.leaked.objects == 0;
           });
  });
}

void write_leaks(HumanWriter& out, const Verdict& verdict) {
  const Groups leaks = select(verdict, [](const Group& group) { return group.leaked.objects > 0; });
  const bool by_object = verdict.basis == Basis::objects;
  const std::string title = by_object ? "Leaked" : "Leaked, by the growth of whole classes";
  if (leaks.empty())
    return out.heading(title + (is_told_otherwise(verdict) ? " by one class and line alone" : "") +
                       ": nothing");
  const Totals& totals = verdict.totals;
  out.heading(fmt::format("{}: {} ({}) in {}", title, quantity(totals.leaked.objects, "object"),
                          human_bytes(totals.leaked.bytes),
                          quantity(leaks.size(), by_object ? "group" : "class")));
  const std::size_t shown = std::min(leaks.size(), kGroupsShown);
  write_leak_table(out, verdict, leaks, shown);
  write_left_out(out, leaks.size() - shown,
                 sum(leaks, shown, [](const Group& g) { return g.leaked.objects; }));
  const auto is_uneven = [](const PlacedGroup* placed) {
    return placed->group.pattern == Pattern::uneven_leak;
  };
  if (std::any_of(leaks.begin(), leaks.end(), is_uneven)) {
    out.line(
        "  uneven-leak: grew in every interval, by at least so many, but not evenly; the load may have "
        "differed");
  }
}

std::string level_text(const Group& group) {
  return group.pattern == Pattern::levels_off ? ", levels off near " + about(group.level) : "";
}

void write_kept(HumanWriter& out, const Verdict& verdict, Pattern pattern, const char* meaning) {
  const Groups kept = select(verdict, [&](const Group& group) {
    return group.kept.objects > 0 && group.leaked.objects == 0 && group.pattern == pattern;
  });
  if (kept.empty()) return;
  const auto kept_objects = [](const Group& group) { return group.kept.objects; };
  out.line(fmt::format("  {} ({}): {} in {}", to_string(pattern), meaning,
                       quantity(sum(kept, 0, kept_objects), "object"), quantity(kept.size(), "group")));
  Table table({left, left, right, right, left});
  const std::size_t shown = std::min(kept.size(), kKeptShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = kept[i]->group;
    table.add({short_class(*kept[i]), shown_site(*kept[i]), quantity(group.kept.objects, "object"),
               human_bytes(group.kept.bytes), "live " + live_text(group, kArrow) + level_text(group)});
  }
  out.table(table, "    ");
  write_left_out(out, kept.size() - shown, sum(kept, shown, kept_objects));
}

void write_no_leaks(HumanWriter& out, const Verdict& verdict) {
  const Groups leaks = select(verdict, [](const Group& group) { return group.leaked.objects > 0; });
  // What leaks since late was not kept over all dumps.
  const auto of_kept = [](const Group& group) { return std::min(group.kept.objects, group.leaked.objects); };
  const std::uint64_t late = sum(leaks, 0, [&](const Group& g) { return g.leaked.objects - of_kept(g); });
  const std::uint64_t leaked = verdict.totals.leaked.objects - std::min(verdict.totals.leaked.objects, late);
  const std::uint64_t rest = verdict.totals.kept.objects - std::min(verdict.totals.kept.objects, leaked);
  out.heading("Kept, but no leak: " + (rest == 0 ? "nothing" : quantity(rest, "object")));
  write_kept(out, verdict, Pattern::one_time, "filled once, then level");
  write_kept(out, verdict, Pattern::turnover, "replaced, not growing");
  write_kept(out, verdict, Pattern::bounded, "only in containers that did not grow");
  write_kept(out, verdict, Pattern::levels_off, "grew ever less, towards a level");
  write_kept(out, verdict, Pattern::spread, "part of what its class, site or file leaks");
  write_kept(out, verdict, Pattern::growing, "replaced by more, or grown in place");
  const std::uint64_t beyond =
      sum(leaks, 0, [&](const Group& group) { return group.kept.objects - of_kept(group); });
  if (beyond > 0)
    out.line("  in the leaking groups, beyond what they grew by: " + quantity(beyond, "object"));
  const Tally& transient = verdict.totals.transient;
  out.line(fmt::format("  transient (gone again by the third dump): {}, {}",
                       quantity(transient.objects, "object"), human_bytes(transient.bytes)));
}

}  // namespace

void write_groups(HumanWriter& out, const Verdict& verdict) {
  if (verdict.groups.empty()) return;
  write_leaks(out, verdict);
  write_grown(out, verdict);
  if (verdict.basis == Basis::objects) write_no_leaks(out, verdict);
}

}  // namespace heapgate
