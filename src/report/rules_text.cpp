#include <fmt/format.h>

#include <algorithm>

#include "heapgate/report.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kExceptShown = 20;

std::string place_of(const RuleSource& source) {
  return fmt::format("{}:{}", source.path, source.line);
}

const char* each_text(Each each) {
  switch (each) {
    case Each::sum: return "";
    case Each::group: return ", each group";
    case Each::class_name: return ", each class";
    case Each::site: return ", each site";
    case Each::gem: return ", each gem";
    case Each::file: return ", each file";
  }
  return "";
}

std::string views_text(const Budget& budget) {
  std::string text = each_text(budget.each);
  for (const Each each : budget.wider) text += each_text(each);
  return text;
}

std::string limits(const Budget& budget) {
  std::string text;
  const auto add = [&](const std::string& limit) { text += (text.empty() ? "" : ", ") + limit; };
  if (budget.max) {
    add(fmt::format("max {}{}", *budget.max, budget.falls ? " (with more than three dumps less)" : ""));
  }
  if (budget.max_bytes)
    add(fmt::format("max_bytes {} ({})", *budget.max_bytes, human_bytes(*budget.max_bytes)));
  if (budget.max_per_1000) add(fmt::format("max_per_1000 {}", *budget.max_per_1000));
  if (budget.max_increase > 0) add(fmt::format("max_increase {}", budget.max_increase));
  if (budget.max_increase_bytes > 0) add(fmt::format("max_increase_bytes {}", budget.max_increase_bytes));
  return text.empty() ? "no limit" : text;
}

const char* severity_text(Severity severity) {
  switch (severity) {
    case Severity::error: return "";
    case Severity::warn: return ", warns only";
    case Severity::off: return ", off";
  }
  return "";
}

std::string budget_line(const Budget& budget) {
  std::string text = fmt::format("  {}: {}{}: {} {}{}", budget.id, budget.subject, views_text(budget),
                                 to_string(budget.measure), limits(budget), severity_text(budget.severity));
  std::size_t left = budget.except().size();
  for (const Matcher& except : budget.except().first(std::min(left, kExceptShown))) {
    text += ", but not in " + except.text();
    --left;
  }
  if (left > 0) text += ", and in none of " + std::to_string(left) + " more";
  std::string exempt;
  for (const Matcher& matcher : budget.exempt)
    exempt += (exempt.empty() ? ", but not " : " of ") + matcher.text();
  text += exempt;
  return clean_line(text + "  (" + place_of(budget.source) + ")") + "\n";
}

std::string allow_line(const AllowEntry& entry) {
  std::string text = "  " + entry.subject;
  if (entry.max) text += fmt::format(", up to {}", *entry.max);
  if (entry.expires) {
    text += fmt::format(", until {:04}-{:02}-{:02}", static_cast<int>(entry.expires->year()),
                        static_cast<unsigned>(entry.expires->month()),
                        static_cast<unsigned>(entry.expires->day()));
  }
  text += ": " + entry.reason + (entry.issue.empty() ? "" : ", " + entry.issue);
  return clean_line(text + "  (" + place_of(entry.source) + ")") + "\n";
}

std::string finding_line(const Finding& finding) {
  return fmt::format("      {} {}\n", to_string(finding.status), clean_line(finding.message));
}

// What a sum is made of, the largest first.
std::string parts(const Finding& finding, const Verdict& verdict) {
  constexpr std::size_t kSubjectsShown = 5;
  const std::size_t shown = std::min(finding.groups.size(), kSubjectsShown);
  if (shown < 2) return "";
  std::string text;
  for (std::size_t i = 0; i < shown; ++i)
    text += (i == 0 ? "" : ", ") + verdict.groups[finding.groups[i]].subject();
  const std::size_t rest = finding.groups.size() - shown;
  return "        of " + clean_line(text) + (rest > 0 ? fmt::format(" and {} more", rest) : "") + "\n";
}

// What a budget found in the dumps. An override has its budget's id, so the place tells them apart.
std::string matched(const Budget& budget, const Verdict& verdict) {
  std::string text;
  Unit first = Unit::objects;
  for (const Finding& finding : verdict.findings) {
    if (finding.rule != budget.id || finding.source != budget.source) continue;
    if (text.empty()) first = finding.unit;
    text += finding_line(finding);
    if (finding.unit == first) text += parts(finding, verdict);
  }
  return text;
}

std::string reach(const Budget& budget, const Verdict& verdict) {
  if (verdict.groups.empty()) return "";
  const auto count = std::count_if(verdict.groups.begin(), verdict.groups.end(),
                                   [&](const PlacedGroup& group) { return applies_to(budget, group); });
  return fmt::format("    matches {}\n", quantity(static_cast<std::uint64_t>(count), "group"));
}

std::string allowed(const Rulebook& rulebook, const Verdict* verdict) {
  std::string text;
  for (const AllowEntry& entry : rulebook.allow) {
    text += allow_line(entry);
    if (verdict == nullptr) continue;
    for (const Finding& finding : verdict->findings) {
      if (finding.kind == FindingKind::allowance && finding.source == entry.source)
        text += finding_line(finding);
    }
  }
  return text;
}

std::string settings(const Rulebook& rulebook) {
  std::string text =
      fmt::format("Rules: {}, {}\n", clean_line(rulebook.path), rulebook.advisory ? "advisory" : "enforced");
  if (!rulebook.roots.empty())
    text += "  root: " + clean_line(fmt::format("{}", fmt::join(rulebook.roots, ", "))) + "\n";
  if (!rulebook.repository.empty()) text += "  repository: " + clean_line(rulebook.repository) + "\n";
  if (!rulebook.iterations.empty())
    text += fmt::format("  iterations: {}\n", fmt::join(rulebook.iterations, ", "));
  for (const auto& [check, status] : rulebook.trust)
    text += fmt::format("  trust: {} {}\n", to_string(check), to_string(status));
  return text;
}

}  // namespace

std::string render_rules(const Rulebook& rulebook, const Verdict* verdict) {
  std::string text = settings(rulebook) + "\nBudgets\n";
  for (const Budget& budget : rulebook.budgets) {
    text += budget_line(budget);
    if (verdict == nullptr) continue;
    text += reach(budget, *verdict);
    text += matched(budget, *verdict);
  }
  if (rulebook.allow.empty()) return text;
  return text + "\nAllowed\n" + allowed(rulebook, verdict);
}

}  // namespace heapgate
