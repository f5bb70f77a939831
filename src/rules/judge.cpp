#include <algorithm>
#include <map>
#include <tuple>

#include "heapgate/rules.hpp"
#include "subjects.hpp"

namespace heapgate {
namespace {

const char* verb(Measure measure) {
  switch (measure) {
    case Measure::leaked: return "leaked";
    case Measure::kept: return "kept";
    case Measure::growth: return "growth";
    case Measure::transient: return "transient";
  }
  return "";
}

std::string counted(std::int64_t number, bool in_bytes) {
  const char* unit = in_bytes ? "byte" : "object";
  return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

std::string measured(Measure measure, const std::string& amount) {
  return measure == Measure::growth ? "growth of " + amount : amount + " " + verb(measure);
}

Finding finding(const Budget& budget, const Subject& subject, bool in_bytes, std::uint64_t limit) {
  Finding result;
  result.rule = budget.id;
  result.subject = subject.name;
  result.measure = budget.measure;
  result.in_bytes = in_bytes;
  result.actual = in_bytes ? subject.amount.bytes : subject.amount.objects;
  result.limit = limit;
  result.groups = subject.groups;
  const bool exceeded = result.actual > 0 && static_cast<std::uint64_t>(result.actual) > limit;
  if (exceeded) result.status = budget.severity == Severity::warn ? FindingStatus::warn : FindingStatus::fail;
  result.message = subject.name + ": " + measured(budget.measure, counted(result.actual, in_bytes)) +
                   (exceeded ? ", over the limit of " : ", within the limit of ") + std::to_string(limit) +
                   " (rule " + budget.id + ")";
  return result;
}

Finding skipped(const Budget& budget, const std::string& why) {
  Finding result;
  result.rule = budget.id;
  result.subject = budget.subject;
  result.status = FindingStatus::skip;
  result.measure = budget.measure;
  result.in_bytes = !budget.max && budget.max_bytes;
  result.limit = budget.max.value_or(budget.max_bytes.value_or(0));
  result.message = budget.subject + ": " + why + " (rule " + budget.id + ")";
  return result;
}

// Why the budget cannot be judged by what is seen, or nullptr.
const char* blindness(const Budget& budget, const Sight& sight) {
  if (budget.needs_sites && !sight.has_sites) return "not judged: these dumps do not tell sites";
  const bool by_object = budget.measure == Measure::kept || budget.measure == Measure::transient;
  if (by_object && sight.basis == Basis::class_growth)
    return "not judged: objects cannot be told apart in these dumps";
  return nullptr;
}

}  // namespace

const char* to_string(Measure measure) {
  return verb(measure);
}

const char* to_string(FindingStatus status) {
  switch (status) {
    case FindingStatus::pass: return "pass";
    case FindingStatus::fail: return "fail";
    case FindingStatus::warn: return "warn";
    case FindingStatus::skip: return "skip";
  }
  return "";
}

std::vector<Finding> judge(const Rulebook& rulebook, std::span<const PlacedGroup> groups,
                           const Sight& sight) {
  std::vector<Finding> findings;
  for (const Budget& budget : rulebook.budgets) {
    if (budget.severity == Severity::off) {
      findings.push_back(skipped(budget, "switched off by 'severity: off'"));
      continue;
    }
    if (const char* why = blindness(budget, sight)) {
      findings.push_back(skipped(budget, why));
      findings.back().blind = budget.severity == Severity::error;
      continue;
    }
    for (const Subject& subject : subjects(budget, groups)) {
      if (budget.max) findings.push_back(finding(budget, subject, false, *budget.max));
      if (budget.max_bytes) findings.push_back(finding(budget, subject, true, *budget.max_bytes));
    }
  }
  return findings;
}

std::vector<Finding> not_judged(const Rulebook& rulebook) {
  std::vector<Finding> findings;
  for (const Budget& budget : rulebook.budgets) {
    const bool off = budget.severity == Severity::off;
    findings.push_back(skipped(budget, off ? "switched off by 'severity: off'" : "not judged"));
    findings.back().blind = budget.severity == Severity::error;
  }
  return findings;
}

}  // namespace heapgate
