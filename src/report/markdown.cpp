#include <fmt/format.h>

#include <vector>

#include "explain_text.hpp"
#include "formats.hpp"
#include "markdown_text.hpp"
#include "repository_place.hpp"
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

std::string site_link(const PlacedGroup& placed, const Verdict& verdict, const RenderOptions& options) {
  // No browser takes an address of several thousand characters.
  constexpr std::size_t kLongestPath = 1000;
  const std::string path = repository_path(placed, verdict);
  if (options.source_url.empty() || !is_of_repository(placed) || path.size() > kLongestPath)
    return markdown_text(placed.short_site());
  const auto number = placed.group.key.line.value_or(0);
  const std::string line = number > 0 ? fmt::format("#L{}", number) : "";
  return markdown_link(placed.short_site(), options.source_url + url_path(path) + line);
}

// "leaks 1 per request" where the iterations are known, else how many between two dumps.
std::string leaks(const PlacedGroup& placed, const Verdict& verdict) {
  const std::string known = pace(placed, verdict);
  const bool uneven = placed.group.pattern == Pattern::uneven_leak;
  return std::string(uneven ? "leaks at least " : "leaks ") +
         (known.empty() ? quantity(placed.not_allowed().objects, "object") : known);
}

Lines leak_lines(const Verdict& verdict, const RenderOptions& options) {
  Lines lines;
  for (const PlacedGroup& placed : verdict.groups) {
    const Group& group = placed.group;
    if (placed.not_allowed().objects == 0) continue;
    const std::string name = group.key.name();
    lines.push_back(fmt::format("{} {} {} ({}), {}", markdown_text(name), site_link(placed, verdict, options),
                                leaks(placed, verdict), live_text(group),
                                human_bytes(placed.not_allowed().bytes)));
  }
  return lines;
}

std::string leak_title(const Verdict& verdict) {
  return fmt::format("Leaked: {} ({})", quantity(verdict.totals.leaked.objects, "object"),
                     human_bytes(verdict.totals.leaked.bytes));
}

Lines finding_lines(const Verdict& verdict) {
  Lines lines;
  std::uint64_t passed = 0;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == FindingStatus::pass) {
      ++passed;
    } else {
      lines.push_back(fmt::format("**{}** {}", to_string(finding.status), markdown_text(finding.message)));
    }
  }
  if (passed > 0) lines.push_back(quantity(passed, "limit") + (passed == 1 ? " holds" : " hold"));
  return lines;
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

Lines explanation_lines(const Verdict& verdict) {
  Lines lines;
  if (!verdict.explanation) return lines;
  if (!verdict.explanation->problem.empty())
    return {"not known: " + markdown_text(verdict.explanation->problem)};
  for (const ExplainedLeak* leak : leaks_over_budget(verdict)) {
    std::string text = markdown_text(leak_sentence(verdict, *leak));
    for (const std::string& detail : leak_details(verdict, *leak)) text += "\n  - " + markdown_text(detail);
    lines.push_back(std::move(text));
  }
  return lines;
}

std::string next_step(const Verdict& verdict) {
  if (verdict.outcome == Outcome::inconclusive) {
    return "\nNext: take the dumps again as the checks above say. A gate that cannot see never says pass.\n";
  }
  const PlacedGroup* worst = worst_group(verdict);
  if (worst == nullptr) return "";
  const auto index = static_cast<std::size_t>(worst - verdict.groups.data());
  const ExplainedLeak* leak = verdict.explanation ? leak_of(*verdict.explanation, index) : nullptr;
  if (leak != nullptr && !is_held_outside(*leak) && leak->holders.front().name != kSymbolTable) {
    return fmt::format("\nNext: take {} out of {}; what may grow gets a budget of its own.\n",
                       markdown_text(verdict.groups[leak->group].group.key.class_name),
                       markdown_text(leak->holders.front().name));
  }
  const std::string where =
      worst->group.key.file ? ", allocated at " + markdown_text(worst->short_site()) : "";
  return fmt::format("\nNext: find what holds on to {}{}; what may grow gets a budget of its own.\n",
                     markdown_text(worst->group.key.class_name), where);
}

std::string local_command(const RenderOptions& options) {
  if (options.command.empty()) return "";
  std::string text;
  for (const std::string& word : options.command) text += (text.empty() ? "" : " ") + shell_word(word);
  constexpr std::size_t kLongest = 10'000;
  if (text.size() > kLongest) return "\nThe command that gives this verdict is too long to be shown.\n";
  return "\nTo see it on your machine, with the same dumps:\n\n```sh\n" + text + "\n```\n";
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
  const std::string leaks = section(leak_title(verdict), leak_lines(verdict, options), 3 * share);
  const bool is_blind = verdict.outcome == Outcome::inconclusive;
  std::string text = headline(verdict);
  text += is_blind ? trust + leaks : leaks;
  text += section("Why it is kept", explanation_lines(verdict), share);
  text += section("Budgets (rules: " + markdown_text(verdict.rules) + ")", finding_lines(verdict), 3 * share);
  text += section("Against the baseline", baseline_lines(verdict), share);
  if (!is_blind) text += trust;
  for (const std::string& part : {next_step(verdict), local_command(options)}) {
    if (text.size() + part.size() <= options.most_bytes) text += part;
  }
  return text;
}

}  // namespace heapgate
