#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "checks.hpp"
#include "heapgate/trust.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

struct Check {
  TrustCheck check;
  const char* name;
  std::string_view success;  ///< the message if nothing is wrong
  bool overridable;
};

// The order of the findings.
constexpr std::array<Check, 18> kChecks{{
    {TrustCheck::readable, "readable", "every dump was read to its end", false},
    {TrustCheck::count, "count", "there are three or more dumps of every process", false},
    {TrustCheck::dump, "dump", "every file is a heap dump", false},
    {TrustCheck::lines, "lines", "every line was read", true},
    {TrustCheck::complete, "complete", "nothing that is referenced is missing", true},
    {TrustCheck::quiet, "quiet", "the programs stood still while they were dumped", true},
    {TrustCheck::distinct, "distinct", "no dump is there twice", true},
    {TrustCheck::boot, "boot", "all dumps are of one boot", true},
    {TrustCheck::worker, "worker", "all dumps are of one worker", true},
    {TrustCheck::compaction, "compaction", "the heap was not compacted", true},
    {TrustCheck::order, "order", "the dumps are in the order taken", true},
    {TrustCheck::tracing, "tracing", "allocations were traced throughout", true},
    {TrustCheck::gc, "gc", "garbage was collected between the dumps", true},
    {TrustCheck::process, "process", "all dumps are of one process", true},
    {TrustCheck::classes, "classes", "no code was reloaded", true},
    {TrustCheck::workers, "workers", "no worker ended", true},
    {TrustCheck::load, "load", "something was allocated between the dumps", true},
    {TrustCheck::own, "own", "nothing of the capture itself is in the dumps", false},
}};

// Whether it tells that objects cannot be told by their identity.
bool is_of_identity(TrustCheck check) {
  return check == TrustCheck::compaction || check == TrustCheck::tracing;
}

enum class Needs { nothing, trace, meta };

struct PairCheck {
  TrustCheck check;
  MaybeProblem (*run)(const Pair&);
  Needs needs;  ///< what both dumps must have, or the check says nothing about them
};

// The order of precedence: the first that fails names the cause, what follows it would only see consequences.
constexpr std::array<PairCheck, 15> kPairChecks{{
    {TrustCheck::process, check_meta, Needs::meta},
    {TrustCheck::boot, check_boot, Needs::nothing},
    {TrustCheck::compaction, check_moved_with_trace, Needs::trace},
    {TrustCheck::worker, check_worker, Needs::trace},
    {TrustCheck::tracing, check_stale_sites, Needs::trace},
    {TrustCheck::order, check_order, Needs::trace},
    {TrustCheck::tracing, check_tracing_began, Needs::nothing},
    {TrustCheck::tracing, check_trace_lost_in_place, Needs::trace},
    {TrustCheck::compaction, check_moved_without_trace, Needs::trace},
    {TrustCheck::tracing, check_tracing_stopped, Needs::trace},
    {TrustCheck::gc, check_gc, Needs::trace},
    {TrustCheck::tracing, check_tracing_restarted, Needs::trace},
    {TrustCheck::process, check_process, Needs::trace},
    {TrustCheck::classes, check_classes, Needs::nothing},
    {TrustCheck::load, check_load, Needs::nothing},
}};

bool has(const Pair& pair, Needs needs) {
  switch (needs) {
    case Needs::nothing: return true;
    case Needs::trace: return pair.both_traced();
    case Needs::meta: return pair.x.ledger.meta && pair.y.ledger.meta;
  }
  return true;
}

bool any_meta(std::span<const Process> processes) {
  return std::any_of(processes.begin(), processes.end(), [](const Process& process) {
    return std::any_of(process.heaps.begin(), process.heaps.end(),
                       [](const Heap& heap) { return heap.ledger.meta.has_value(); });
  });
}

class Assessor {
 public:
  Assessor(const TrustPolicy& policy, unsigned threads) : policy_(policy), threads_(threads) {}

  void run(std::span<const Process> processes);
  [[nodiscard]] Assessment finish() const;

 private:
  /// True if the check found nothing that fails.
  bool note(TrustCheck check, const MaybeProblem& problem, const std::string& where);
  bool check_files(const Process& process);
  void check_process_set(const Process& process);
  void check_pair(const Heap& x, const Heap& y);

  const TrustPolicy& policy_;
  unsigned threads_;
  std::set<TrustCheck> ran_;
  std::vector<TrustFinding> problems_;
  bool identity_lost_ = false;
};

bool Assessor::note(TrustCheck check, const MaybeProblem& problem, const std::string& where) {
  ran_.insert(check);
  if (!problem) return true;
  TrustStatus status = problem->status;
  const auto found = policy_.find(check);
  if (found != policy_.end() && status != TrustStatus::ok) status = found->second;
  const std::string message = where.empty() ? problem->message : where + ": " + problem->message;
  problems_.push_back({check, status, message, problem->status == TrustStatus::ok});
  return status != TrustStatus::fail;
}

// False if a dump of the set cannot be compared.
bool Assessor::check_files(const Process& process) {
  bool good = true;
  for (const Heap& heap : process.heaps) {
    const std::string& path = heap.ledger.path;
    const bool whole = note(TrustCheck::readable, check_readable(heap), path) &&
                       note(TrustCheck::dump, check_dump(heap), path) &&
                       note(TrustCheck::complete, check_complete(heap), path);
    good = whole && good;
    if (whole) note(TrustCheck::quiet, check_quiet(heap), path);
  }
  return good;
}

void Assessor::check_pair(const Heap& x, const Heap& y) {
  const Pair pair{x, y, pair_signals(x, y, threads_)};
  const std::string where = x.ledger.path + " -> " + y.ledger.path;
  for (const PairCheck& check : kPairChecks) {
    if (!has(pair, check.needs)) continue;
    const MaybeProblem problem = check.run(pair);
    if (problem && is_of_identity(check.check)) identity_lost_ = true;
    if (!note(check.check, problem, where)) return;
  }
}

void Assessor::check_process_set(const Process& process) {
  if (!note(TrustCheck::distinct, check_distinct(process), "")) return;
  note(TrustCheck::tracing, check_untraced(process), process.origin);
  note(TrustCheck::worker, check_untraced_worker(process), process.origin);
  note(TrustCheck::order, check_untraced_order(process), process.origin);
  for (std::size_t i = 1; i < process.heaps.size(); ++i) check_pair(process.heaps[i - 1], process.heaps[i]);
}

void Assessor::run(std::span<const Process> processes) {
  std::size_t most = 0;
  for (const Process& process : processes) most = std::max(most, process.heaps.size());
  for (const Process& process : processes) {
    const bool enough = note(TrustCheck::count, check_count(process, most), process.origin);
    if (check_files(process) && enough) check_process_set(process);
  }
  note(TrustCheck::lines, check_lines(processes), "");
  if (!any_meta(processes)) return;
  note(TrustCheck::workers, check_workers(processes), "");
  note(TrustCheck::own, check_own(processes), "");
}

Assessment Assessor::finish() const {
  Assessment assessment;
  assessment.identity_lost = identity_lost_;
  for (const Check& check : kChecks) {
    bool any = false;
    for (const TrustFinding& finding : problems_) {
      if (finding.check != check.check) continue;
      any = true;
      assessment.findings.push_back(finding);
      if (finding.status != TrustStatus::fail) continue;
      if (check.check == TrustCheck::load) {
        assessment.no_load = true;
        continue;
      }
      assessment.can_judge = false;
      if (!is_of_identity(check.check)) assessment.same_process = false;
    }
    if (!any && ran_.contains(check.check)) {
      assessment.findings.push_back({check.check, TrustStatus::ok, std::string(check.success)});
    }
  }
  return assessment;
}

constexpr std::size_t kOverridable = static_cast<std::size_t>(
    std::count_if(kChecks.begin(), kChecks.end(), [](const Check& c) { return c.overridable; }));

}  // namespace

const char* to_string(TrustStatus status) {
  switch (status) {
    case TrustStatus::ok: return "ok";
    case TrustStatus::warn: return "warn";
    case TrustStatus::fail: return "fail";
  }
  return "";
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{} of {} ({:.1f} %)", part, whole, percent);
}

const char* to_string(TrustCheck check) {
  const auto* found =
      std::find_if(kChecks.begin(), kChecks.end(), [&](const Check& c) { return c.check == check; });
  return found != kChecks.end() ? found->name : "idle-workers";
}

std::span<const TrustCheck> overridable_checks() {
  static const std::array<TrustCheck, kOverridable> checks = [] {
    std::array<TrustCheck, kOverridable> result{};
    auto* next = result.data();
    for (const Check& check : kChecks) {
      if (check.overridable) *next++ = check.check;
    }
    return result;
  }();
  return checks;
}

Assessment assess(std::span<const Process> processes, const TrustPolicy& policy, unsigned threads) {
  Assessor assessor(policy, thread_count(threads));
  assessor.run(processes);
  return assessor.finish();
}

}  // namespace heapgate
