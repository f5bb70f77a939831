#include <fmt/format.h>

#include <algorithm>

#include "heapgate/report.hpp"
#include "text.hpp"

namespace heapgate {
namespace {

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
  }
  return "";
}

std::string limits(const Budget& budget) {
  std::string text;
  const auto add = [&](const std::string& limit) { text += (text.empty() ? "" : ", ") + limit; };
  if (budget.max) add(fmt::format("max {}", *budget.max));
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
  std::string text = fmt::format("  {}: {}{}: {} {}{}", budget.id, budget.subject, each_text(budget.each),
                                 to_string(budget.measure), limits(budget), severity_text(budget.severity));
  for (const Matcher& except : budget.except) text += ", but not in " + except.text();
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

// What the budget's findings say of the dumps.
std::string matched(const std::string& rule, const Verdict& verdict) {
  std::string text;
  for (const Finding& finding : verdict.findings) {
    if (finding.rule == rule)
      text += fmt::format("      {} {}\n", to_string(finding.status), clean_line(finding.message));
  }
  return text;
}

std::string settings(const Rulebook& rulebook) {
  std::string text =
      fmt::format("Rules: {}, {}\n", clean_line(rulebook.path), rulebook.advisory ? "advisory" : "enforced");
  for (const std::string& root : rulebook.roots) text += "  root: " + clean_line(root) + "\n";
  if (!rulebook.repository.empty()) text += "  repository: " + clean_line(rulebook.repository) + "\n";
  for (const std::uint64_t number : rulebook.iterations) text += fmt::format("  iterations: {}\n", number);
  for (const auto& [check, status] : rulebook.trust)
    text += fmt::format("  trust: {} {}\n", check, to_string(status));
  return text;
}

// Two budgets of one id (an override) share their findings: told behind the last.
bool is_last_of_its_id(const std::vector<Budget>& budgets, std::size_t index) {
  return std::none_of(budgets.begin() + static_cast<std::ptrdiff_t>(index) + 1, budgets.end(),
                      [&](const Budget& later) { return later.id == budgets[index].id; });
}

}  // namespace

std::string render_rules(const Rulebook& rulebook, const Verdict* verdict) {
  std::string text = settings(rulebook) + "\nBudgets\n";
  for (std::size_t i = 0; i < rulebook.budgets.size(); ++i) {
    text += budget_line(rulebook.budgets[i]);
    if (verdict != nullptr && is_last_of_its_id(rulebook.budgets, i))
      text += matched(rulebook.budgets[i].id, *verdict);
  }
  if (rulebook.allow.empty()) return text;
  text += "\nAllowed\n";
  for (const AllowEntry& entry : rulebook.allow) text += allow_line(entry);
  return verdict != nullptr ? text + matched("allow", *verdict) : text;
}

}  // namespace heapgate
