#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "causes.hpp"
#include "formats.hpp"
#include "leaking_groups.hpp"
#include "markdown_causes.hpp"
#include "markdown_text.hpp"
#include "shown.hpp"
#include "summary.hpp"
#include "util/quotes.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Lines = std::vector<std::string>;

std::string headline(const Verdict& verdict) {
  const char* sign = verdict.outcome == Outcome::pass   ? "✅"
                     : verdict.outcome == Outcome::fail ? "❌"
                                                        : "⚠️";
  return fmt::format("## {} heapgate: {}: {}\n", sign, verdict_word(verdict), summary(verdict));
}

// "leaks 1 per request" where the iterations are known, else how many between two dumps.
std::string leaks(const PlacedGroup& placed, const Verdict& verdict) {
  const std::string known = pace(placed, verdict);
  const bool uneven = placed.group.pattern == Pattern::uneven_leak;
  return std::string(uneven ? "leaks at least " : "leaks ") +
         (known.empty() ? quantity(placed.not_allowed().objects, "object") : known);
}

std::string group_line(const PlacedGroup& placed, const Verdict& verdict, const RenderOptions& options) {
  return fmt::format("{} {} {} ({}), {}", markdown_text(placed.group.key.name()),
                     site_link(placed, verdict, options), leaks(placed, verdict), live_text(placed.group),
                     human_bytes(placed.not_allowed().bytes));
}

// Those that no cause has told already.
void remove_told(std::vector<const PlacedGroup*>& groups, const Verdict& verdict) {
  const std::set<std::size_t> told = groups_of_leaks(causes_of(verdict));
  std::erase_if(groups, [&](const PlacedGroup* placed) {
    return told.contains(static_cast<std::size_t>(placed - verdict.groups.data()));
  });
}

// Where no limit is exceeded, single objects are no item.
std::size_t items_shown(const LeakingGroups& groups, bool is_over_limits) {
  if (is_over_limits) return std::min(groups.over.size(), shown::kGroupsOver);
  const auto single = std::find_if(groups.within.begin(), groups.within.end(), [](const PlacedGroup* placed) {
    return placed->not_allowed().objects == 1;
  });
  return std::min(static_cast<std::size_t>(single - groups.within.begin()), shown::kGroupsWithin);
}

Lines leak_lines(const Verdict& verdict, const RenderOptions& options) {
  LeakingGroups groups = leaking_groups(verdict);
  const bool is_over_limits = !groups.over.empty();
  remove_told(groups.over, verdict);
  Lines lines;
  const std::vector<const PlacedGroup*>& told = is_over_limits ? groups.over : groups.within;
  const std::size_t items = items_shown(groups, is_over_limits);
  // The headline has their number.
  if (!is_over_limits && items == 0) return {};
  for (std::size_t i = 0; i < items; ++i) lines.push_back(group_line(*told[i], verdict, options));
  if (items < told.size())
    lines.push_back(fmt::format("and {}, {} (-o json lists them all)",
                                quantity(told.size() - items, "more group"),
                                quantity(leaked_of(told, items).objects, "object")));
  if (is_over_limits && !groups.within.empty())
    lines.push_back(within_text(groups) + " (-o json lists them all)");
  return lines;
}

std::string leak_title(const Verdict& verdict) {
  return fmt::format("Leaked: {} ({})", quantity(verdict.totals.leaked.objects, "object"),
                     human_bytes(verdict.totals.leaked.bytes));
}

Lines trust_lines(const Verdict& verdict) {
  Lines lines;
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.status == TrustStatus::ok && !finding.is_note) continue;
    const char* word = finding.status == TrustStatus::ok ? "note" : to_string(finding.status);
    lines.push_back(fmt::format("**{}** {}: {}", word, markdown_text(to_string(finding.check)),
                                markdown_text(finding.message)));
  }
  return lines;
}

Lines baseline_lines(const Verdict& verdict) {
  Lines lines;
  if (!verdict.baseline) return lines;
  if (verdict.baseline->missing)
    return {"there is none yet, so nothing fails; this run writes it, if the dumps can be judged"};
  for (const BaselineChange& change : verdict.baseline->changes) {
    lines.push_back(fmt::format("{} {} → {} objects, {:+} bytes", markdown_text(change.subject),
                                with_separators(change.before), with_separators(change.after),
                                change.bytes_after - change.bytes_before));
  }
  if (lines.empty()) lines.push_back("nothing changed");
  return lines;
}

std::string local_command(const RenderOptions& options) {
  if (options.command.empty()) return "";
  std::string text;
  for (const std::string& word : options.command) text += (text.empty() ? "" : " ") + shell_word(word);
  constexpr std::size_t kLongest = 10'000;
  if (text.size() > kLongest) return "\nThe command that gives this verdict is too long to be shown.\n";
  const std::string where =
      options.command_folder.empty() ? "" : " in the folder " + markdown_text(options.command_folder) + ",";
  return "\nTo see it on your machine," + where + " with the dumps of this run:\n\n```sh\n" + text +
         "\n```\n";
}

// As many of the lines as fit into `most` bytes, and how many do not.
std::string section(const std::string& title, const Lines& lines, std::size_t most) {
  if (lines.empty()) return "";
  std::string text = "\n### " + title + "\n\n";
  std::size_t shown = 0;
  for (; shown < lines.size() && text.size() + lines[shown].size() + 3 <= most; ++shown)
    text += "- " + lines[shown] + "\n";
  if (shown < lines.size())
    text += "- and " + with_separators(lines.size() - shown) + " more (-o json lists them all)\n";
  return text;
}

}  // namespace

std::string render_markdown(const Verdict& verdict, const RenderOptions& options) {
  // Shares of what may be written; what no section needs is left for titles and the rest.
  const std::size_t share = options.most_bytes / 10;
  const std::string trust = section("Can these dumps be compared?", trust_lines(verdict), share);
  const bool is_blind = verdict.outcome == Outcome::inconclusive;
  std::string text = headline(verdict);
  if (is_blind) text += trust;
  text += section("Budgets (rules: " + markdown_text(verdict.rules) + ")", budget_lines(verdict, options),
                  3 * share);
  const std::string next = next_line(verdict);
  text += next.empty() ? "" : "\n" + next + "\n";
  text += section("Why it is kept", explanation_lines(verdict), share);
  text += section(leak_title(verdict), leak_lines(verdict, options), 3 * share);
  text += section("Against the baseline", baseline_lines(verdict), share);
  if (!is_blind) text += trust;
  const std::string command = local_command(options);
  if (text.size() + command.size() <= options.most_bytes) text += command;
  return text;
}

}  // namespace heapgate
