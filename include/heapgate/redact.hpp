#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heapgate/reading.hpp"

/// Dumps without the contents of strings, so that they can be uploaded.
namespace heapgate {

/// A dump and where it is to be without its secrets.
struct Redaction {
  std::string dump;
  std::string out;
};

struct RedactionPlan {
  std::vector<Redaction> jobs;     ///< at least one
  std::string folder;              ///< that `out` lie in and that is made if missing; empty for a single dump
  std::vector<std::string> notes;  ///< what was skipped and why, for the diagnostics
  std::uint64_t max_line = kMaxLine;  ///< bytes; a dump with a longer one is refused
};

/// A dump goes to the file `out`, a folder's dumps (a process's folder in it, too) to the folder `out`, each
/// under its own name with `.zst`. Writes nothing. Throws UsageError if the two do not fit together or one
/// dump would overwrite another, Error of code 3 if the folder holds no dumps.
[[nodiscard]] RedactionPlan plan_redaction(const std::string& dump, const std::string& out);

/// Writes each dump line by line with what heapgate needs and nothing else, compressed by the suffix of
/// `out`, and its meta file to OUT.meta. A folder appears whole or, if anything goes wrong, stays as it was;
/// what else is in it is kept. The verdict on what is written is the same. A line that is no record becomes a
/// placeholder that is none for the same reason. Memory grows with the longest line, not with the dumps. All
/// are put in place when all are whole. Throws Error of code 3 if one cannot be read to its end or holds no
/// record, OutputError if one cannot be written; nothing is left of any then.
void redact(const RedactionPlan& plan);

}  // namespace heapgate
