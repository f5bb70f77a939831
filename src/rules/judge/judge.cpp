#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>

#include "amount.hpp"
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
    case Measure::trend: return "trend";
    case Measure::contents: return "contents";
  }
  return "";
}

std::string counted_text(std::int64_t number, const char* noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

const char* noun(Unit unit, const Subject& subject) {
  if (unit == Unit::bytes) return "byte";
  if (unit == Unit::items) return subject.text ? "byte" : "item";
  return "object";
}

std::string measured_text(Measure measure, const std::string& amount) {
  if (measure == Measure::growth) return "growth of " + amount;
  if (measure == Measure::contents) return "contents grown by " + amount;
  return amount + " " + verb(measure);
}

// What grew unevenly is told by its smallest growth.
std::string at_least(const Budget& budget, const Subject& subject, const JudgeContext& context) {
  if (budget.measure != Measure::leaked) return "";
  return movement(subject.set.objects(), context.iterations).course == Course::uneven ? "at least " : "";
}

// Why it may be no leak, and how to know.
std::string doubt(const Budget& budget, const Subject& subject, const JudgeContext& context) {
  const bool by_contents = budget.measure == Measure::contents;
  if (budget.measure != Measure::leaked && !by_contents) return "";
  const std::vector<std::uint64_t> in_dumps = by_contents ? subject.held : subject.set.objects();
  if (!growth_fell(in_dumps, context.iterations)) return "";
  return "; its growth fell, as that of a cache does that is still filling: five dumps tell the two apart "
         "(--rounds 5)";
}

// Never whole numbers only, so that equality needs some leeway.
bool exceeds(double rate, double limit) {
  constexpr double kRounding = 1e-9;
  return rate > limit * (1 + kRounding);
}

std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", number);
  std::string result = text.data();
  result.erase(result.find_last_not_of('0') + 1);
  if (result.ends_with('.')) result.pop_back();
  return result;
}

Finding base(const Budget& budget, const Subject& subject, Unit unit) {
  Finding result;
  result.rule = budget.id;
  result.subject = subject.name;
  result.each = subject.each;
  result.measure = budget.measure;
  result.unit = unit;
  result.groups = subject.groups;
  result.objects = subject.amount.objects;
  result.bytes = subject.amount.bytes;
  result.max_increase = budget.max_increase;
  result.max_increase_bytes = budget.max_increase_bytes;
  result.source = budget.source;
  return result;
}

Finding concluded(Finding result, const Budget& budget, bool exceeded, const std::string& amount,
                  const std::string& limit) {
  if (exceeded) result.status = budget.severity == Severity::warn ? FindingStatus::warn : FindingStatus::fail;
  result.message = result.subject + ": " + amount +
                   (exceeded ? ", over the limit of " : ", within the limit of ") + limit + " (rule " +
                   budget.id + ")";
  return result;
}

// The limit on objects for so many dumps.
std::uint64_t limit_of(const Budget& budget, std::size_t dumps) {
  constexpr std::size_t kIntervals = 2;  // that `max` is for
  const bool more = budget.falls && dumps > kIntervals + 1;
  return more ? scaled(*budget.max, kIntervals, dumps - 1) : *budget.max;
}

Finding by_amount(const Budget& budget, const Subject& subject, Unit unit, std::uint64_t limit,
                  const JudgeContext& context) {
  Finding result = base(budget, subject, unit);
  result.actual = unit == Unit::bytes ? subject.amount.bytes : subject.amount.objects;
  result.limit = limit;
  const bool exceeded = result.actual > 0 && static_cast<std::uint64_t>(result.actual) > limit;
  const std::string amount = at_least(budget, subject, context) +
                             measured_text(budget.measure, counted_text(result.actual, noun(unit, subject)));
  result = concluded(std::move(result), budget, exceeded, amount, std::to_string(limit));
  if (exceeded) result.message += doubt(budget, subject, context);
  return result;
}

Finding by_rate(const Budget& budget, const Subject& subject, double limit) {
  Finding result = base(budget, subject, Unit::per_1000);
  result.rate = subject.rate;
  result.rate_limit = limit;
  const std::string number = number_text(subject.rate);
  const std::string amount =
      measured_text(budget.measure, number + (number == "1" ? " object" : " objects")) +
      " in 1000 iterations";
  return concluded(std::move(result), budget, exceeds(subject.rate, limit), amount, number_text(limit));
}

Finding skipped(const Budget& budget, const std::string& why) {
  Finding result;
  result.rule = budget.id;
  result.subject = budget.subject;
  result.status = FindingStatus::skip;
  result.measure = budget.measure;
  if (budget.max && budget.measure == Measure::contents) result.unit = Unit::items;
  if (!budget.max) result.unit = budget.max_bytes ? Unit::bytes : Unit::per_1000;
  result.rate_limit = budget.max_per_1000.value_or(0);
  result.limit = budget.max.value_or(budget.max_bytes.value_or(0));
  result.source = budget.source;
  result.message = budget.subject + ": " + why + " (rule " + budget.id + ")";
  return result;
}

// Why the budget cannot be judged by what is seen, or nullptr.
const char* blindness(const Budget& budget, const JudgeContext& context) {
  if (budget.needs_sites && !context.has_sites) return "not judged: these dumps do not tell sites";
  const bool by_object = budget.measure == Measure::kept || budget.measure == Measure::transient ||
                         budget.measure == Measure::contents;
  if (by_object && context.basis == Basis::class_growth)
    return "not judged: objects cannot be told apart in these dumps";
  if (budget.max_per_1000 && context.iterations.empty()) return "not judged: the iterations are not known";
  return nullptr;
}

// Whether any limit is exceeded.
bool add_limits(const Budget& budget, const Subject& subject, std::size_t dumps, const JudgeContext& context,
                std::vector<Finding>& findings) {
  const std::size_t before = findings.size();
  const Unit unit = budget.measure == Measure::contents ? Unit::items : Unit::objects;
  if (budget.max) findings.push_back(by_amount(budget, subject, unit, limit_of(budget, dumps), context));
  if (budget.max_bytes)
    findings.push_back(by_amount(budget, subject, Unit::bytes, *budget.max_bytes, context));
  if (budget.max_per_1000) findings.push_back(by_rate(budget, subject, *budget.max_per_1000));
  return std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(), is_over);
}

void add_findings(const Budget& budget, std::span<const PlacedGroup> groups, const JudgeContext& context,
                  std::vector<Finding>& findings) {
  const std::size_t dumps = groups.empty() ? 0 : groups.front().group.live.size();
  std::vector<bool> told(groups.size());
  std::vector<Each> views{budget.each};
  views.insert(views.end(), budget.wider.begin(), budget.wider.end());
  for (std::size_t i = 0; i < views.size(); ++i) {
    const View view{views[i], i > 0, told};
    for (const Subject& subject : subjects(budget, view, groups, context)) {
      if (!add_limits(budget, subject, dumps, context, findings)) continue;
      for (const std::size_t group : subject.groups) told[group] = true;
    }
  }
}

Finding blind(const Budget& budget, const char* why) {
  Finding finding = skipped(budget, why);
  finding.blind = budget.severity == Severity::error;
  return finding;
}

// What could be below the holders is judged first: if that is within the limits, so is what is.
void add_findings_below(const Budget& budget, std::span<const PlacedGroup> groups,
                        const JudgeContext& context, std::vector<Finding>& findings) {
  if (context.holders == Holders::known)
    return add_findings(budget, parts_below(groups, *budget.held_by), context, findings);
  std::vector<Finding> of_all;
  add_findings(budget, groups, context, of_all);
  const bool exceeded = std::any_of(of_all.begin(), of_all.end(), is_over);
  if (exceeded && context.holders == Holders::unknown) {
    of_all = {blind(budget,
                    "not judged: what holds these objects is not known, since the dumps were not read a "
                    "second time")};
  }
  std::move(of_all.begin(), of_all.end(), std::back_inserter(findings));
}

}  // namespace

const char* to_string(Measure measure) {
  return verb(measure);
}

const char* to_string(Unit unit) {
  switch (unit) {
    case Unit::objects: return "objects";
    case Unit::bytes: return "bytes";
    case Unit::per_1000: return "objects_per_1000";
    case Unit::items: return "items";
  }
  return "";
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

bool is_over(const Finding& finding) {
  return finding.status == FindingStatus::fail || finding.status == FindingStatus::warn;
}

std::vector<Finding> judge(const Rulebook& rulebook, std::span<const PlacedGroup> groups,
                           const JudgeContext& context) {
  std::vector<Finding> findings;
  for (const Budget& budget : rulebook.budgets) {
    if (budget.measure == Measure::trend) continue;
    if (budget.severity == Severity::off) {
      findings.push_back(skipped(budget, "switched off by 'severity: off'"));
      continue;
    }
    if (const char* why = blindness(budget, context)) {
      findings.push_back(blind(budget, why));
    } else if (budget.held_by) {
      add_findings_below(budget, groups, context, findings);
    } else {
      add_findings(budget, groups, context, findings);
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
