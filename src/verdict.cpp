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

bool any_failure(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.status == FindingStatus::fail; });
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
  verdict.trust = assess(processes);
  if (!can_judge(verdict.trust)) {
    verdict.findings = not_judged(rulebook);
    return verdict;
  }
  Diff compared = diff(processes);
  verdict.totals = compared.totals;
  verdict.groups = place(std::move(compared.groups), rulebook.roots);
  verdict.findings = judge(rulebook, verdict.groups);
  const bool failed = any_failure(verdict.findings);
  verdict.outcome = failed ? Outcome::fail : Outcome::pass;
  verdict.exit_code = failed ? ExitCode::exceeded : ExitCode::pass;
  return verdict;
}

}  // namespace heapgate
