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

// Behind the rules' own: where the captures say that the server ran, then the repository.
std::vector<std::string> roots_for(const std::vector<Process>& processes, const Rulebook& rulebook) {
  std::vector<std::string> roots = rulebook.roots;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      const std::string folder = heap.ledger.meta ? heap.ledger.meta->working_folder : "";
      // A daemon's "/" says nothing of where the app lies.
      if (folder.size() > 1 && std::find(roots.begin(), roots.end(), folder) == roots.end())
        roots.push_back(folder);
    }
  }
  if (!rulebook.repository.empty()) roots.push_back(rulebook.repository);
  return roots;
}

// Fills groups, totals and findings.
void compare(const std::vector<Process>& processes, const Rulebook& rulebook, bool identity_lost,
             Verdict& verdict) {
  Diff compared = identity_lost ? diff_by_class_growth(processes) : diff(processes);
  verdict.basis = compared.basis;
  verdict.totals = compared.totals;
  verdict.groups = place(std::move(compared.groups), roots_for(processes, rulebook));
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

Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook) {
  Verdict verdict;
  verdict.rules = rulebook.path;
  verdict.dumps = summaries(processes);
  Assessment assessment = assess(processes, rulebook.trust);
  verdict.trust = std::move(assessment.findings);
  if (assessment.can_judge || assessment.same_process) {
    compare(processes, rulebook, assessment.identity_lost, verdict);
  } else {
    verdict.findings = not_judged(rulebook);
  }
  verdict.outcome = assessment.can_judge ? outcome_of(verdict.findings) : Outcome::inconclusive;
  verdict.exit_code = exit_code_of(verdict.outcome);
  return verdict;
}

}  // namespace heapgate
