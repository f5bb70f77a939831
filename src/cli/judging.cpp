#include "judging.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "clock.hpp"
#include "diagnostics.hpp"
#include "heapgate/inputs.hpp"
#include "heapgate/meta_file.hpp"
#include "heapgate/read_dump.hpp"
#include "progress.hpp"
#include "terminal.hpp"
#include "util/units.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

const std::map<std::string, FailLevel> kFailLevels{
    {"error", FailLevel::error}, {"warn", FailLevel::warn}, {"never", FailLevel::never}};

std::chrono::year_month_day today() {
  return std::chrono::floor<std::chrono::days>(now());
}

std::vector<std::optional<Meta>> metas_of(const Inputs& inputs) {
  std::vector<std::optional<Meta>> metas;
  for (const std::string& path : inputs.sets.front().paths) metas.push_back(read_meta(path));
  return metas;
}

// The bar ends with the reading, so that no report is written beside it.
std::vector<Process> read(const std::vector<DumpSet>& sets, unsigned threads, std::uint64_t max_line) {
  ReadProgress progress;
  const ProgressBar bar(progress);
  return read_dumps(sets, threads, &progress, max_line);
}

}  // namespace

void add_dump_arguments(CLI::App& command, JudgingFlags& flags, bool required) {
  command
      .add_option("dumps", flags.dumps,
                  "three or more dumps in the order taken (.gz, .zst and .xz too), or a folder of them or of "
                  "one directory per process")
      ->type_name("DUMP")
      ->required(required);
}

void add_max_line(CLI::App& command, std::uint64_t& max_line) {
  command
      .add_option_function<std::string>(
          "--max-line", [&max_line](const std::string& text) { max_line = *parse_bytes(text); },
          "the longest line of a dump that is read; 256MiB unless told otherwise")
      ->type_name("SIZE")
      ->check(size_above_0());
}

void add_judging_options(CLI::App& command, JudgingFlags& flags) {
  command
      .add_option("--rules", flags.rules,
                  "the rule file; else the nearest heapgate.yml, .heapgate.yml or .github/heapgate.yml, else "
                  "the built-in rules")
      ->type_name("FILE")
      ->check(not_empty());
  command
      .add_option("--iterations", flags.iterations,
                  "requests between two dumps: one number, or one per interval, separated by commas")
      ->type_name("N[,N]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(whole_number(1));
  add_max_line(command, flags.max_line);
  command.add_option("--threads", flags.threads, "threads to work with; 0 = one per core")
      ->check(whole_number(0, 1024))
      ->type_name("N")
      ->capture_default_str();
}

Rulebook rules_for(const JudgingFlags& flags) {
  const RunEnvironment here{std::filesystem::current_path().string(), environment("GITHUB_WORKSPACE")};
  return load_rulebook(flags.rules.empty() ? std::nullopt : std::optional(flags.rules), here);
}

Judging prepare(const JudgingFlags& flags) {
  Judging judging{rules_for(flags), resolve_inputs(flags.dumps), {}, flags.max_line, {}};
  for (const std::string& note : judging.inputs.notes) complain(note);
  const std::vector<std::optional<Meta>> metas = metas_of(judging.inputs);
  if (!metas.empty() && metas.front()) judging.ruby = metas.front()->ruby;
  judging.options.today = today();
  judging.options.iterations = resolve_iterations(flags.iterations, judging.rulebook, metas);
  judging.options.threads = flags.threads;
  judging.options.fail_level = kFailLevels.at(flags.fail_level);
  if (flags.baseline.empty()) {
    if (flags.write_baseline) throw UsageError("--write-baseline needs --baseline FILE, which it writes");
    return judging;
  }
  judging.options.baseline_path = flags.baseline;
  judging.options.baseline = read_baseline(flags.baseline);
  // A name that is misspelt must not switch the gate off.
  if (!judging.options.baseline && !flags.write_baseline) {
    throw UsageError(flags.baseline + ": there is no such baseline; `heapgate baseline " + flags.baseline +
                     " DUMPS` makes it, and so does --write-baseline");
  }
  if (judging.options.baseline) check_baseline(*judging.options.baseline, judging.rulebook, judging.ruby);
  return judging;
}

Baseline new_baseline(const std::string& path, const Judging& judging, const std::vector<Finding>& findings) {
  return {path, judging.ruby, rules_hash(judging.rulebook), baseline_entries(findings)};
}

Verdict judge_dumps(const Judging& judging, Explaining explaining) {
  JudgeOptions options = judging.options;
  options.explaining = explaining;
  return reach_verdict(read(judging.inputs.sets, options.threads, judging.max_line), judging.rulebook,
                       options);
}

}  // namespace heapgate
