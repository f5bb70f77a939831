#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "human_writer.hpp"
#include "leaking_groups.hpp"
#include "shown.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

// A table has no room for more.
constexpr std::string_view kArrow = "→";

// What is left out is always counted in a line of its own; the JSON report has everything.
constexpr std::size_t kKeptShown = 3;
// Fewer objects that do not grow are no line of their own.
constexpr std::uint64_t kFewKept = 20;

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

// What many dumps have does not fit into a column: the first and the last.
std::string joined_live(const std::vector<std::string>& numbers) {
  constexpr std::size_t kDumpsShown = 4;
  if (numbers.size() > kDumpsShown)
    return fmt::format("{}{}…{}{}", numbers.front(), kArrow, kArrow, numbers.back());
  return fmt::format("{}", fmt::join(numbers, kArrow));
}

std::string live_heading(const Verdict& verdict) {
  std::vector<std::string> numbers;
  for (std::size_t i = 1; i <= verdict.groups.front().group.live.size(); ++i)
    numbers.push_back(std::to_string(i));
  return "LIVE " + joined_live(numbers);
}

std::string shown_live(const Group& group) {
  std::vector<std::string> numbers;
  for (const Tally& tally : group.live) numbers.push_back(with_separators(tally.objects));
  return joined_live(numbers);
}

std::string short_class(const PlacedGroup& placed) {
  return clean_line(placed.group.key.name());
}

std::string shown_site(const PlacedGroup& placed) {
  return clean_line(placed.short_site());
}

void write_leak_table(HumanWriter& out, const Verdict& verdict, const Groups& leaks, std::size_t shown) {
  Table table({left, left, right, right, left, left}, {0, 1});
  table.add({"CLASS", "SITE", "LEAKED", "BYTES", live_heading(verdict), "PATTERN"});
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = leaks[i]->group;
    const Tally leaked = leaks[i]->not_allowed();
    table.add({short_class(*leaks[i]), shown_site(*leaks[i]), with_separators(leaked.objects),
               human_bytes(leaked.bytes), shown_live(group), to_string(group.pattern)});
  }
  out.table(table, "  ");
}

// A limit is exceeded by groups that leak nothing by themselves.
bool is_told_otherwise(const Verdict& verdict) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& finding) {
    return is_over(finding) &&
           std::any_of(finding.groups.begin(), finding.groups.end(),
                       [&](std::size_t group) { return verdict.groups[group].group.leaked.objects == 0; });
  });
}

void write_uneven(HumanWriter& out, const Groups& shown) {
  const auto is_uneven = [](const PlacedGroup* placed) {
    return placed->group.pattern == Pattern::uneven_leak;
  };
  if (std::any_of(shown.begin(), shown.end(), is_uneven))
    out.line(
        "  uneven-leak: grew in every interval, by at least so many, but not evenly; the load may have "
        "differed");
}

// Those over their limits; what is within them is one line beside those.
void write_leaking(HumanWriter& out, const Verdict& verdict, const LeakingGroups& leaks) {
  const bool is_over_limits = !leaks.over.empty();
  const Groups& told = is_over_limits ? leaks.over : leaks.within;
  const std::size_t count = std::min(told.size(), is_over_limits ? shown::kGroupsOver : shown::kGroupsWithin);
  write_leak_table(out, verdict, told, count);
  write_left_out(out, told.size() - count, leaked_of(told, count).objects);
  if (is_over_limits && !leaks.within.empty())
    out.line("  " + within_text(leaks) + " (-o json lists them all)");
  write_uneven(out, {told.begin(), told.begin() + static_cast<std::ptrdiff_t>(count)});
}

void write_allowed(HumanWriter& out, const Groups& allowed) {
  if (allowed.empty()) return;
  const auto objects = [](const Group& group) { return group.leaked.objects; };
  out.line(fmt::format("  allowed by the rules: {} in {}", quantity(sum(allowed, 0, objects), "object"),
                       quantity(allowed.size(), "group")));
}

void write_leaks(HumanWriter& out, const Verdict& verdict) {
  const LeakingGroups leaks = leaking_groups(verdict);
  const std::size_t groups = leaks.over.size() + leaks.within.size();
  const bool by_object = verdict.basis == Basis::objects;
  const std::string title = by_object ? "Leaked" : "Leaked, by the growth of whole classes";
  if (groups == 0) {
    out.heading(title + (is_told_otherwise(verdict) ? " by one class and line alone" : "") + ": nothing");
  } else {
    const Totals& totals = verdict.totals;
    out.heading(fmt::format("{}: {} ({}) in {}", title, quantity(totals.leaked.objects, "object"),
                            human_bytes(totals.leaked.bytes),
                            quantity(groups, by_object ? "group" : "class")));
    write_leaking(out, verdict, leaks);
  }
  write_allowed(out, leaks.allowed);
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
  Table table({left, left, right, right, left}, {0, 1});
  // Most first.
  const auto few = std::find_if(kept.begin(), kept.end(), [&](const PlacedGroup* placed) {
    return kept_objects(placed->group) < kFewKept;
  });
  const std::size_t shown = std::min(static_cast<std::size_t>(few - kept.begin()), kKeptShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = kept[i]->group;
    table.add({short_class(*kept[i]), shown_site(*kept[i]), quantity(group.kept.objects, "object"),
               human_bytes(group.kept.bytes), "live " + shown_live(group) + level_text(group)});
  }
  out.table(table, "    ");
  if (shown > 0) write_left_out(out, kept.size() - shown, sum(kept, shown, kept_objects));
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
