#include "junit_cases.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "cause_text.hpp"
#include "next_step.hpp"
#include "stable_name.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

using Cases = std::vector<JunitCase>;
/// Rule and subject.
using SubjectKey = std::pair<std::string, std::string>;

constexpr const char* kWithinLimits = "within the limits";

// A line break in a name must not end the line.
void append_line(std::string& text, const std::string& line) {
  text += (text.empty() ? "" : "\n") + clean_line(line);
}

void take_place(JunitCase& entry, const Cause& cause, const Verdict& verdict) {
  if (!entry.place) entry.place = sites_of(cause, verdict).anchor;
}

// A sum that is exceeded has the name that it has where it holds.
std::string leak_name(const Cause& cause, const Verdict& verdict) {
  const Finding& first = *cause.findings.front();
  return first.each == Each::sum ? first.subject : stable_name(verdict.groups[cause.leak->group]);
}

JunitCase leak_case(const Cause& cause, const Verdict& verdict) {
  const bool failed = cause.status == FindingStatus::fail;
  JunitCase entry{"heapgate." + cause.findings.front()->rule, leak_name(cause, verdict),
                  failed ? CaseResult::failed : CaseResult::passed};
  std::string& text = failed ? entry.message : entry.output;
  append_line(text, (failed ? "" : "warning: ") + cause_sentence(cause, verdict));
  for (const std::string& line : all_cause_details(cause, verdict)) append_line(text, line);
  append_line(text, "next: " + next_step_text(cause, verdict));
  take_place(entry, cause, verdict);
  return entry;
}

void add_finding(JunitCase& entry, const Finding& finding) {
  if (finding.status == FindingStatus::fail) {
    entry.result = CaseResult::failed;
    append_line(entry.message, finding.message);
  } else if (finding.status == FindingStatus::warn) {
    append_line(entry.output, "warning: " + finding.message);
  } else {
    entry.result = finding.blind ? CaseResult::error : CaseResult::skipped;
    append_line(entry.message, finding.message);
  }
}

/// The limits of one subject are one case.
class SubjectCases {
 public:
  JunitCase& of(const Finding& finding, const std::string& name) {
    const auto [found, is_new] = indices_.emplace(SubjectKey{finding.rule, finding.subject}, cases_.size());
    if (is_new) cases_.push_back({"heapgate." + finding.rule, name});
    return cases_[found->second];
  }
  [[nodiscard]] Cases take() { return std::move(cases_); }

 private:
  std::map<SubjectKey, std::size_t> indices_;
  Cases cases_;
};

/// Counts the findings of subjects for which there is no case, since their rule has so many.
class LeftOut {
 public:
  /// Whether the finding is left out.
  bool takes(const Finding& finding) {
    constexpr std::size_t kSubjectsOfARule = 100;
    std::set<std::string>& told = told_[finding.rule];
    if (told.contains(finding.subject) || told.size() < kSubjectsOfARule) {
      told.insert(finding.subject);
      return false;
    }
    Count& count = counts_[finding.rule];
    ++count.limits;
    count.fails = count.fails || finding.status == FindingStatus::fail;
    return true;
  }

  [[nodiscard]] Cases cases() const {
    Cases cases;
    for (const auto& [rule, count] : counts_) {
      JunitCase& entry = cases.emplace_back(JunitCase{"heapgate." + rule, "other subjects"});
      if (count.fails) entry.result = CaseResult::failed;
      append_line(count.fails ? entry.message : entry.output, quantity(count.limits, "more limit") +
                                                                  (count.limits == 1 ? " is" : " are") +
                                                                  " exceeded (-o json lists them all)");
    }
    return cases;
  }

 private:
  struct Count {
    std::uint64_t limits = 0;
    bool fails = false;
  };
  std::map<std::string, std::set<std::string>> told_;
  std::map<std::string, Count> counts_;
};

void append(Cases& to, Cases more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

Cases cause_cases(const std::vector<Cause>& causes, const Verdict& verdict) {
  Cases cases;
  SubjectCases by_subject;
  LeftOut left_out;
  for (const Cause& cause : causes) {
    const Finding& finding = *cause.findings.front();
    if (cause.leak != nullptr) {
      cases.push_back(leak_case(cause, verdict));
    } else if (!left_out.takes(finding)) {
      JunitCase& entry = by_subject.of(finding, stable_name(finding, verdict));
      add_finding(entry, finding);
      take_place(entry, cause, verdict);
    }
  }
  append(cases, by_subject.take());
  append(cases, left_out.cases());
  std::stable_partition(cases.begin(), cases.end(),
                        [](const JunitCase& entry) { return entry.result == CaseResult::failed; });
  return cases;
}

// What else the rules say of these groups would contradict the case that they have.
Cases passed_cases(const Verdict& verdict) {
  std::map<SubjectKey, bool> over;
  for (const Finding& finding : verdict.findings) {
    if (is_over(finding)) over[{finding.rule, finding.subject}] = true;
  }
  SubjectCases cases;
  std::map<std::string, std::uint64_t> within;
  for (const Finding& finding : verdict.findings) {
    if (finding.status != FindingStatus::pass || over.contains({finding.rule, finding.subject})) continue;
    if (finding.each == Each::sum) {
      cases.of(finding, finding.subject);
    } else {
      ++within[finding.rule];
    }
  }
  Cases result = cases.take();
  for (const auto& [rule, limits] : within) {
    result.push_back({"heapgate." + rule, kWithinLimits});
    append_line(result.back().output, quantity(limits, "limit") + (limits == 1 ? " holds" : " hold"));
  }
  return result;
}

Cases skipped_cases(const Verdict& verdict, bool blind) {
  SubjectCases cases;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == FindingStatus::skip && finding.blind == blind)
      add_finding(cases.of(finding, finding.subject), finding);
  }
  return cases.take();
}

// "Cart app.rb", "Cart app.rb (2)": by their lines, as long as those keep their order.
void number_alike(Cases& cases) {
  const auto line = [&](std::size_t i) {
    return cases[i].place ? cases[i].place->group.key.line.value_or(0) : 0;
  };
  std::map<SubjectKey, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < cases.size(); ++i)
    by_name[{clean_line(cases[i].classname), clean_line(cases[i].name)}].push_back(i);
  for (auto& [key, alike] : by_name) {
    std::stable_sort(alike.begin(), alike.end(),
                     [&](std::size_t a, std::size_t b) { return line(a) < line(b); });
    std::size_t number = 1;
    for (std::size_t i = 1; i < alike.size(); ++i) {
      std::string& name = cases[alike[i]].name;
      do {
        name = key.second + " (" + std::to_string(++number) + ")";
      } while (by_name.contains({key.first, name}));
    }
  }
}

}  // namespace

std::vector<JunitCase> trust_cases(const Verdict& verdict) {
  Cases cases;
  for (const TrustFinding& finding : verdict.trust) {
    // A check that speaks of several dumps is one case.
    if (cases.empty() || cases.back().name != to_string(finding.check))
      cases.push_back({"heapgate.trust", to_string(finding.check)});
    JunitCase& entry = cases.back();
    if (finding.status == TrustStatus::fail) {
      entry.result = CaseResult::error;
      append_line(entry.message, finding.message);
    } else {
      append_line(entry.output, finding.message);
    }
  }
  return cases;
}

std::vector<JunitCase> budget_cases(const Verdict& verdict) {
  Cases cases = cause_cases(causes_of(verdict), verdict);
  append(cases, skipped_cases(verdict, true));
  append(cases, passed_cases(verdict));
  append(cases, skipped_cases(verdict, false));
  number_alike(cases);
  return cases;
}

}  // namespace heapgate
