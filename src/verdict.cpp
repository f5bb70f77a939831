#include "heapgate/verdict.hpp"

#include <algorithm>

namespace heapgate {
namespace {

std::vector<DumpSummary> summaries(const std::vector<Process>& processes) {
  std::vector<DumpSummary> result;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      result.push_back({heap.ledger, heap.objects.size(), heap.largest_generation});
    }
  }
  return result;
}

// Fills groups, totals and findings.
void compare(const std::vector<Process>& processes, const Rulebook& rulebook, bool identity_lost,
             unsigned threads, Verdict& verdict) {
  Diff compared = identity_lost ? diff_by_class_growth(processes) : diff(processes, threads);
  verdict.basis = compared.basis;
  verdict.totals = compared.totals;
  verdict.groups = place(std::move(compared.groups), rulebook.roots);
  verdict.findings = judge(rulebook, verdict.groups, {compared.basis, compared.has_sites});
}

Outcome outcome_of(const std::vector<Finding>& findings) {
  Outcome outcome = Outcome::pass;
  for (const Finding& finding : findings) {
    if (finding.blind) return Outcome::inconclusive;
    if (finding.status == FindingStatus::fail) outcome = Outcome::fail;
  }
  return outcome;
}

ExitCode exit_code_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return ExitCode::pass;
    case Outcome::fail: return ExitCode::exceeded;
    case Outcome::inconclusive: break;
  }
  return ExitCode::inconclusive;
}

}  // namespace

const char* to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return "pass";
    case Outcome::fail: return "fail";
    case Outcome::inconclusive: return "inconclusive";
  }
  return "";
}

Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook, unsigned threads) {
  Verdict verdict;
  verdict.rules = rulebook.path;
  verdict.dumps = summaries(processes);
  Assessment assessment = assess(processes, rulebook.trust, threads);
  verdict.trust = std::move(assessment.findings);
  if (assessment.can_judge || assessment.same_process) {
    compare(processes, rulebook, assessment.identity_lost, threads, verdict);
  } else {
    verdict.findings = not_judged(rulebook);
  }
  verdict.outcome = assessment.can_judge ? outcome_of(verdict.findings) : Outcome::inconclusive;
  verdict.exit_code = exit_code_of(verdict.outcome);
  return verdict;
}

}  // namespace heapgate
