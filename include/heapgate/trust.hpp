#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "heapgate/process.hpp"

/// May these heaps be compared? What must hold before a verdict.
namespace heapgate {

enum class TrustStatus { ok, warn, fail };

[[nodiscard]] const char* to_string(TrustStatus status);

/// In the order of the findings.
enum class TrustCheck {
  readable,
  count,
  dump,
  lines,
  complete,
  quiet,
  distinct,
  boot,
  worker,
  compaction,
  order,
  tracing,
  gc,
  process,
  classes,
  workers,
  load,
  own,
  idle_workers,  ///< found by the verdict: only all workers together exceed a limit
};

/// The name in reports and rule files, stable for scripts.
[[nodiscard]] const char* to_string(TrustCheck check);

struct TrustFinding {
  TrustCheck check{};
  TrustStatus status = TrustStatus::ok;
  std::string message;   ///< what was seen, and on a problem what to do
  bool is_note = false;  ///< nothing is wrong, but every report tells it
};

/// The status of a check's problem where it is not the check's own: `trust:` in the rule
/// file. Only the checks of overridable_checks() may be named.
using TrustPolicy = std::map<TrustCheck, TrustStatus>;

/// The checks that a policy may soften or sharpen, in their order of precedence. Files that cannot
/// be read, or are no dumps, or are too few, cannot be waved through.
[[nodiscard]] std::span<const TrustCheck> overridable_checks();

struct Assessment {
  std::vector<TrustFinding>
      findings;                ///< in the checks' order of precedence: one `ok` a check, else one a problem
  bool can_judge = true;       ///< no finding fails, but for `load`
  bool no_load = false;        ///< `load` fails: what passes is inconclusive, what fails is none the less
  bool same_process = true;    ///< no finding fails but those after which class growth is still right
  bool identity_lost = false;  ///< objects cannot be told by identity (moved, or not traced throughout)
};

/// Runs every check. For each pair of neighbouring dumps the first check that fails is the one that is named;
/// what follows it is not run, so that the message tells the cause and not its consequences. On up to
/// `threads` threads (0 = one per core).
[[nodiscard]] Assessment assess(std::span<const Process> processes, const TrustPolicy& policy,
                                unsigned threads = 0);

}  // namespace heapgate
