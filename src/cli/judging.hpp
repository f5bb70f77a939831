#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heapgate/dump.hpp"
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
  std::string fail_level = "error";
  unsigned threads = 0;
};

void add_dump_arguments(CLI::App& command, JudgingFlags& flags, bool required);
void add_judging_options(CLI::App& command, JudgingFlags& flags);

/// All that is decided before a dump is read. Throws UsageError.
struct Judging {
  Rulebook rulebook;
  Inputs inputs;
  JudgeOptions options;
  std::string ruby;  ///< RUBY_DESCRIPTION of the first dump's meta file; empty if unknown
};

/// The rules of `flags`, or those found from here.
[[nodiscard]] Rulebook rules_for(const JudgingFlags& flags);
[[nodiscard]] Judging prepare(const JudgingFlags& flags);

/// Reads the dumps and judges them.
[[nodiscard]] Verdict judge_dumps(const Judging& judging, Explaining explaining);

}  // namespace heapgate
