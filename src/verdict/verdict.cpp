#include "heapgate/verdict.hpp"

#include <algorithm>

#include "comparison.hpp"
#include "heapgate/work.hpp"

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

bool fails(const Finding& finding, FailLevel level) {
  return finding.status == FindingStatus::fail ||
         (level == FailLevel::warn && finding.status == FindingStatus::warn);
}

Outcome outcome_of(const std::vector<Finding>& findings, FailLevel level) {
  Outcome outcome = Outcome::pass;
  for (const Finding& finding : findings) {
    if (finding.blind) return Outcome::inconclusive;
    if (fails(finding, level)) outcome = Outcome::fail;
  }
  return outcome;
}

ExitCode exit_code_of(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::pass: return ExitCode::pass;
    case Outcome::fail: return verdict.advisory ? ExitCode::pass : ExitCode::exceeded;
    case Outcome::inconclusive: break;
  }
  return ExitCode::inconclusive;
}

// The rules' own folders, then where the captures say that the server ran, then the repository.
std::vector<std::string> site_roots(std::span<const Process> processes, const Rulebook& rulebook) {
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

// Why findings that rest on sums over workers which were idle now and then are none.
TrustFinding idle_workers(std::span<const Process> processes, const std::vector<Finding>& together,
                          FailLevel level) {
  const auto first = std::find_if(together.begin(), together.end(),
                                  [&](const Finding& finding) { return fails(finding, level); });
  return {
      TrustCheck::idle_workers, TrustStatus::fail,
      "only all workers together exceed a limit (" + first->message + "), and " +
          idle_text(processes, idle_spells(processes)) +
          ": what a worker fills when it first serves looks like that. Take more rounds (--rounds 5), with "
          "so many clients that each worker serves before the first dump and between all"};
}

// Nothing was seen to happen, so that nothing passes; but what exceeds its limit did happen.
void judge_without_load(Verdict& verdict) {
  if (verdict.outcome == Outcome::pass) verdict.outcome = Outcome::inconclusive;
  if (verdict.outcome == Outcome::inconclusive) return;
  for (TrustFinding& finding : verdict.trust) {
    if (finding.check == TrustCheck::load && finding.status == TrustStatus::fail)
      finding.status = TrustStatus::warn;
  }
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

Verdict reach_verdict(const std::vector<Process>& processes, const Rulebook& rulebook,
                      const JudgeOptions& options) {
  Verdict verdict;
  verdict.rules = rulebook.path;
  verdict.rules_built_in = rulebook.built_in;
  verdict.roots = site_roots(processes, rulebook);
  verdict.repository = rulebook.repository;
  verdict.iterations = options.iterations;
  verdict.advisory = rulebook.advisory || options.fail_level == FailLevel::never;
  verdict.dumps = summaries(processes);
  Assessment assessment = assess(processes, rulebook.trust, options.threads);
  verdict.trust = std::move(assessment.findings);
  std::vector<Finding> together;
  if (assessment.can_judge || assessment.same_process) {
    together = compare(processes, rulebook, options, assessment.identity_lost, verdict);
  } else {
    verdict.findings = not_judged(rulebook);
  }
  // Until there is a baseline nothing fails, warnings neither.
  const bool no_baseline = options.baseline_path && !options.baseline;
  const FailLevel level = no_baseline ? FailLevel::never : options.fail_level;
  verdict.outcome = assessment.can_judge ? outcome_of(verdict.findings, level) : Outcome::inconclusive;
  if (verdict.outcome == Outcome::pass && outcome_of(together, level) == Outcome::fail) {
    verdict.outcome = Outcome::inconclusive;
    verdict.trust.push_back(idle_workers(processes, together, level));
  }
  if (assessment.no_load) judge_without_load(verdict);
  verdict.exit_code = exit_code_of(verdict);
  return verdict;
}

}  // namespace heapgate
