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
  std::string_view name;
  std::string_view well;  ///< the message when all is well
  bool overridable;
};

// The order of the findings.
constexpr std::array<Check, 18> kChecks{{
    {"readable", "every dump was read to its end", false},
    {"count", "there are three or more dumps of every process", false},
    {"dump", "every file is a heap dump", false},
    {"lines", "every line was read", true},
    {"complete", "nothing that is referenced is missing", true},
    {"quiet", "the programs stood still while they were dumped", true},
    {"distinct", "no dump is there twice", true},
    {"boot", "all dumps are of one boot", true},
    {"worker", "all dumps are of one worker", true},
    {"compaction", "the heap was not compacted", true},
    {"order", "the dumps are in the order taken", true},
    {"tracing", "allocations were traced throughout", true},
    {"gc", "garbage was collected between the dumps", true},
    {"process", "all dumps are of one process", true},
    {"classes", "no code was reloaded", true},
    {"workers", "no worker ended", true},
    {"load", "something was allocated between the dumps", true},
    {"own", "nothing of the capture itself is in the dumps", false},
}};

enum class Needs { nothing, trace, meta };

struct PairCheck {
  std::string_view name;
  MaybeProblem (*run)(const Pair&);
  Needs needs;  ///< what both dumps must have, or the check says nothing about them
};

// The order of precedence: the first that fails names the cause, what follows it would only see consequences.
constexpr std::array<PairCheck, 15> kPairChecks{{
    {"process", check_meta, Needs::meta},
    {"boot", check_boot, Needs::nothing},
    {"compaction", check_moved_with_trace, Needs::trace},
    {"worker", check_worker, Needs::trace},
    {"tracing", check_stale_sites, Needs::trace},
    {"order", check_order, Needs::trace},
    {"tracing", check_tracing_began, Needs::nothing},
    {"tracing", check_trace_lost_in_place, Needs::trace},
    {"compaction", check_moved_without_trace, Needs::trace},
    {"tracing", check_tracing_stopped, Needs::trace},
    {"gc", check_gc, Needs::trace},
    {"tracing", check_tracing_restarted, Needs::trace},
    {"process", check_process, Needs::trace},
    {"classes", check_classes, Needs::nothing},
    {"load", check_load, Needs::nothing},
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
  bool note(std::string_view check, const MaybeProblem& problem, const std::string& where);
  bool check_files(const Process& process);
  void check_process_set(const Process& process);
  void check_pair(const Heap& x, const Heap& y);

  const TrustPolicy& policy_;
  unsigned threads_;
  std::set<std::string_view> ran_;
  std::vector<std::pair<std::string_view, TrustFinding>> problems_;
  bool identity_lost_ = false;
};

bool Assessor::note(std::string_view check, const MaybeProblem& problem, const std::string& where) {
  ran_.insert(check);
  if (!problem) return true;
  TrustStatus status = problem->status;
  const auto found = policy_.find(std::string(check));
  if (found != policy_.end() && status != TrustStatus::ok) status = found->second;
  const std::string message = where.empty() ? problem->message : where + ": " + problem->message;
  problems_.push_back({check, {std::string(check), status, message, problem->status == TrustStatus::ok}});
  return status != TrustStatus::fail;
}

// False if a dump of the set cannot be compared.
bool Assessor::check_files(const Process& process) {
  bool good = true;
  for (const Heap& heap : process.heaps) {
    const std::string& path = heap.ledger.path;
    const bool whole = note("readable", check_readable(heap), path) && note("dump", check_dump(heap), path) &&
                       note("complete", check_complete(heap), path);
    good = whole && good;
    if (whole) note("quiet", check_quiet(heap), path);
  }
  return good;
}

void Assessor::check_pair(const Heap& x, const Heap& y) {
  const Pair pair{x, y, pair_signals(x, y, threads_)};
  const std::string where = x.ledger.path + " -> " + y.ledger.path;
  for (const PairCheck& check : kPairChecks) {
    if (!has(pair, check.needs)) continue;
    const MaybeProblem problem = check.run(pair);
    if (problem && (check.name == "compaction" || check.name == "tracing")) identity_lost_ = true;
    if (!note(check.name, problem, where)) return;
  }
}

void Assessor::check_process_set(const Process& process) {
  if (!note("distinct", check_distinct(process), "")) return;
  note("tracing", check_untraced(process), process.origin);
  note("worker", check_untraced_worker(process), process.origin);
  note("order", check_untraced_order(process), process.origin);
  for (std::size_t i = 1; i < process.heaps.size(); ++i) check_pair(process.heaps[i - 1], process.heaps[i]);
}

void Assessor::run(std::span<const Process> processes) {
  std::size_t most = 0;
  for (const Process& process : processes) most = std::max(most, process.heaps.size());
  for (const Process& process : processes) {
    const bool enough = note("count", check_count(process, most), process.origin);
    if (check_files(process) && enough) check_process_set(process);
  }
  note("lines", check_lines(processes), "");
  if (!any_meta(processes)) return;
  note("workers", check_workers(processes), "");
  note("own", check_own(processes), "");
}

Assessment Assessor::finish() const {
  Assessment assessment;
  assessment.identity_lost = identity_lost_;
  for (const Check& check : kChecks) {
    bool any = false;
    for (const auto& [name, finding] : problems_) {
      if (name != check.name) continue;
      any = true;
      assessment.findings.push_back(finding);
      if (finding.status != TrustStatus::fail) continue;
      if (name == "load") {
        assessment.no_load = true;
        continue;
      }
      assessment.can_judge = false;
      if (name != "compaction" && name != "tracing") assessment.same_process = false;
    }
    if (!any && ran_.contains(check.name)) {
      assessment.findings.push_back({std::string(check.name), TrustStatus::ok, std::string(check.well)});
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

std::span<const std::string_view> overridable_checks() {
  static const std::array<std::string_view, kOverridable> names = [] {
    std::array<std::string_view, kOverridable> result;
    auto* next = result.data();
    for (const Check& check : kChecks) {
      if (check.overridable) *next++ = check.name;
    }
    return result;
  }();
  return names;
}

Assessment assess(std::span<const Process> processes, const TrustPolicy& policy, unsigned threads) {
  Assessor assessor(policy, thread_count(threads));
  assessor.run(processes);
  return assessor.finish();
}

}  // namespace heapgate
