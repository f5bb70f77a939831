#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heapgate/inputs.hpp"
#include "heapgate/reading.hpp"
#include "heapgate/verdict.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace heapgate {

/// What every subcommand that judges dumps takes.
struct JudgingFlags {
  std::vector<std::string> dumps;
  std::string rules;
  std::vector<std::uint64_t> iterations;
  std::string baseline;
  bool write_baseline = false;  ///< where there is none yet
  std::string fail_level = "error";
  unsigned threads = 0;
  std::uint64_t max_line = kMaxLine;
};

void add_dump_arguments(CLI::App& command, JudgingFlags& flags, bool required);
void add_max_line(CLI::App& command, std::uint64_t& max_line);
void add_judging_options(CLI::App& command, JudgingFlags& flags);

/// All that is decided before a dump is read. Throws UsageError.
struct Judging {
  Rulebook rulebook;
  Inputs inputs;
  JudgeOptions options;
  std::uint64_t max_line = kMaxLine;  ///< of a dump that is read, in bytes
  std::string ruby;                   ///< RUBY_DESCRIPTION of the first dump's meta file; empty if unknown
};

/// What `findings` over their limits come to as a baseline for `path`.
[[nodiscard]] Baseline new_baseline(const std::string& path, const Judging& judging,
                                    const std::vector<Finding>& findings);

/// The rules of `flags`, or those found from here.
[[nodiscard]] Rulebook rules_for(const JudgingFlags& flags);
[[nodiscard]] Judging prepare(const JudgingFlags& flags);

/// Reads the dumps and judges them.
[[nodiscard]] Verdict judge_dumps(const Judging& judging, Explaining explaining);

}  // namespace heapgate
