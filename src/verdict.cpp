#include "heapgate/verdict.hpp"

#include <algorithm>
#include <iterator>

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

// A group's tally less what is allowed of it.
Tally less(const Tally& all, const Tally& allowed) {
  return {all.objects - allowed.objects, all.bytes - allowed.bytes};
}

Totals totals_of(const std::vector<PlacedGroup>& groups) {
  Totals totals;
  for (const auto& [group, path, site, gem, allowed] : groups) {
    totals.leaked.add(less(group.leaked, allowed.leaked));
    totals.kept.add(less(group.kept, allowed.kept));
    totals.transient.add(less(group.transient, allowed.transient));
  }
  return totals;
}

// Fills groups, totals and findings.
void compare(const std::vector<Process>& processes, const Rulebook& rulebook, const JudgeOptions& options,
             bool identity_lost, Verdict& verdict) {
  Diff compared = identity_lost ? diff_by_class_growth(processes, options.iterations)
                                : diff(processes, options.iterations, options.threads);
  verdict.basis = compared.basis;
  verdict.groups = place(std::move(compared.groups), verdict.roots);
  const Sight sight{compared.basis, compared.has_sites, options.iterations};
  verdict.findings = apply_allow(rulebook, verdict.groups, sight, options.today);
  verdict.totals = totals_of(verdict.groups);
  std::vector<Finding> judged = judge(rulebook, verdict.groups, sight);
  std::move(judged.begin(), judged.end(), std::back_inserter(verdict.findings));
  verdict.findings.insert(verdict.findings.end(), options.trends.begin(), options.trends.end());
  if (!options.baseline_path) return;
  verdict.baseline = apply_baseline(options.baseline, *options.baseline_path, rulebook, verdict.findings);
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

// Nothing was seen to happen, so that nothing passes; but what exceeds its limit did happen.
void judge_without_load(Verdict& verdict) {
  if (verdict.outcome == Outcome::pass) verdict.outcome = Outcome::inconclusive;
  if (verdict.outcome == Outcome::inconclusive) return;
  for (TrustFinding& finding : verdict.trust) {
    if (finding.check == "load" && finding.status == TrustStatus::fail) finding.status = TrustStatus::warn;
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
  verdict.roots = site_roots(processes, rulebook);
  verdict.repository = rulebook.repository;
  verdict.iterations = options.iterations;
  verdict.advisory = rulebook.advisory || options.fail_level == FailLevel::never;
  verdict.dumps = summaries(processes);
  Assessment assessment = assess(processes, rulebook.trust, options.threads);
  verdict.trust = std::move(assessment.findings);
  if (assessment.can_judge || assessment.same_process) {
    compare(processes, rulebook, options, assessment.identity_lost, verdict);
  } else {
    verdict.findings = not_judged(rulebook);
  }
  // Until there is a baseline nothing fails, warnings neither.
  const bool no_baseline = options.baseline_path && !options.baseline;
  const FailLevel level = no_baseline ? FailLevel::never : options.fail_level;
  verdict.outcome = assessment.can_judge ? outcome_of(verdict.findings, level) : Outcome::inconclusive;
  if (assessment.no_load) judge_without_load(verdict);
  verdict.exit_code = exit_code_of(verdict);
  return verdict;
}

}  // namespace heapgate
