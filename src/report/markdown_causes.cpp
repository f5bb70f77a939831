#include "markdown_causes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cause_text.hpp"
#include "explain_text.hpp"
#include "markdown_text.hpp"
#include "next_step.hpp"
#include "repository_place.hpp"
#include "shown.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

std::string more_text(std::size_t count) {
  return "and " + with_separators(std::uint64_t{count}) + " more (-o json lists them all)";
}

std::string cause_item(const Cause& cause, const Verdict& verdict, const RenderOptions& options) {
  std::string text =
      fmt::format("**{}** {}", to_string(cause.status), markdown_text(cause_sentence(cause, verdict)));
  const auto anchor = sites_of(cause, verdict).anchor;
  if (anchor && !options.source_url.empty() && is_of_repository(*anchor))
    text += " (" + site_link(*anchor, verdict, options) + ")";
  for (const std::string& line : cause_details(cause, verdict)) text += "\n  - " + markdown_text(line);
  if (cause.leak != nullptr && cause.status == FindingStatus::fail)
    text += "\n  - **next:** " + markdown_text(next_step_text(cause, verdict));
  return text;
}

std::vector<std::string> skipped_lines(const Verdict& verdict) {
  if (is_nothing_judged(verdict) && !verdict.findings.empty())
    return {"**skip** " + quantity(verdict.findings.size(), "budget") + ", not judged"};
  std::vector<std::string> lines;
  for (const bool blind : {true, false}) {
    for (const Finding& finding : verdict.findings) {
      if (finding.status == FindingStatus::skip && finding.blind == blind)
        lines.push_back("**skip** " + markdown_text(finding.message));
    }
  }
  if (lines.size() <= shown::kSkipped) return lines;
  const std::size_t rest = lines.size() - shown::kSkipped;
  lines.resize(shown::kSkipped);
  lines.push_back(more_text(rest));
  return lines;
}

}  // namespace

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

std::vector<std::string> budget_lines(const Verdict& verdict, const RenderOptions& options) {
  std::vector<std::string> lines;
  const std::vector<Cause> causes = causes_of(verdict);
  for (std::size_t i = 0; i < causes.size() && i < shown::kCauses; ++i)
    lines.push_back(cause_item(causes[i], verdict, options));
  if (causes.size() > shown::kCauses) lines.push_back(more_text(causes.size() - shown::kCauses));
  const std::uint64_t passed = count(verdict, FindingStatus::pass);
  if (passed > 0) lines.push_back(quantity(passed, "limit") + (passed == 1 ? " holds" : " hold"));
  for (std::string& line : skipped_lines(verdict)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> explanation_lines(const Verdict& verdict) {
  if (!verdict.explanation) return {};
  if (!verdict.explanation->problem.empty())
    return {"not known: " + markdown_text(verdict.explanation->problem)};
  const std::vector<const ExplainedLeak*> leaks = untold_leaks(verdict);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < leaks.size() && i < shown::kUntoldLeaks; ++i) {
    std::string text = markdown_text(leak_sentence(verdict, *leaks[i]));
    for (const std::string& detail : short_leak_details(verdict, *leaks[i]))
      text += "\n  - " + markdown_text(detail);
    lines.push_back(std::move(text));
  }
  if (leaks.size() > shown::kUntoldLeaks)
    lines.push_back("and " + quantity(leaks.size() - shown::kUntoldLeaks, "more leak") +
                    " (heapgate explain tells them all)");
  return lines;
}

std::string next_line(const Verdict& verdict) {
  if (verdict.outcome == Outcome::inconclusive)
    return "Next: take the dumps again as the checks above say. A gate that cannot see never says pass.";
  const std::vector<Cause> causes = causes_of(verdict);
  const Cause* step = first_to_do(causes);
  return step == nullptr || step->leak != nullptr
             ? ""
             : "Next: " + markdown_text(next_step_text(*step, verdict)) + ".";
}

}  // namespace heapgate
