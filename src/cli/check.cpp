#include <CLI/CLI.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "heapgate/dump.hpp"
#include "heapgate/report.hpp"
#include "heapgate/rules.hpp"
#include "heapgate/verdict.hpp"
#include "progress.hpp"

namespace heapgate {
namespace {

struct CheckOptions {
  std::vector<std::string> dumps;
  std::string rules;
  std::vector<std::string> outputs;
  unsigned threads = 0;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool wants_colour() {
  return ::isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

// Every report is tried, so that one full disk does not cost the others.
ExitCode write_reports(const std::vector<Output>& outputs, const Verdict& verdict) {
  ExitCode code = verdict.exit_code;
  for (const Output& output : outputs) {
    try {
      write_output(output.path, render(output.format, verdict, output.path.empty() && wants_colour()));
    } catch (const OutputError& error) {
      complain(error.what());
      code = error.code();
    }
  }
  return code;
}

// The bar ends with the reading, so that no report is written beside it.
std::vector<Process> read(const std::vector<DumpSet>& sets, unsigned threads) {
  ReadProgress progress;
  const ProgressBar bar(progress);
  return read_dumps(sets, threads, &progress);
}

ExitCode check(const CheckOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& text : options.outputs) outputs.push_back(parse_output(text));
  outputs = complete_outputs(std::move(outputs));
  const Surroundings surroundings{std::filesystem::current_path().string(), environment("GITHUB_WORKSPACE")};
  const Rulebook rulebook =
      load_rulebook(options.rules.empty() ? std::nullopt : std::optional(options.rules), surroundings);
  const Inputs inputs = resolve_inputs(options.dumps);
  for (const std::string& note : inputs.notes) complain(note);
  const Verdict verdict = reach_verdict(read(inputs.sets, options.threads), rulebook, options.threads);
  return write_reports(outputs, verdict);
}

}  // namespace

void add_check(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "judge the dumps of one process by the budgets");
  command
      ->add_option("dumps", options->dumps,
                   "three or more dumps in the order taken (.gz, .zst and .xz too), or a folder of them")
      ->type_name("DUMP")
      ->required();
  command
      ->add_option(
          "--rules", options->rules,
          "the rule file; else the nearest heapgate.yml, .heapgate.yml or .github/heapgate.yml, else "
          "the built-in rules")
      ->type_name("FILE");
  command
      ->add_option("-o,--output", options->outputs,
                   "write a report: human, junit or json; to standard output without PATH; repeatable")
      ->type_name("FORMAT[=PATH]")
      ->allow_extra_args(false);
  command->add_option("--threads", options->threads, "threads to work with; 0: one a core")
      ->type_name("N")
      ->capture_default_str();
  command->callback([options, &code] { code = check(*options); });
}

}  // namespace heapgate
