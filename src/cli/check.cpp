#include <CLI/CLI.hpp>

#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "heapgate/report.hpp"
#include "judging.hpp"
#include "terminal.hpp"

namespace heapgate {
namespace {

struct CheckOptions {
  JudgingFlags judging;
  std::vector<std::string> outputs;
};

// Every report is tried, so that one full disk does not cost the others.
ExitCode write_reports(const std::vector<Output>& outputs, const Verdict& verdict) {
  ExitCode code = verdict.exit_code;
  for (const Output& output : outputs) {
    try {
      write_output(output.path,
                   render(output.format, verdict, output.path.empty() && wants_colour(STDOUT_FILENO)));
    } catch (const OutputError& error) {
      complain(error.what());
      code = error.code();
    }
  }
  return code;
}

ExitCode check(const CheckOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& text : options.outputs) outputs.push_back(parse_output(text));
  outputs = complete_outputs(std::move(outputs));
  const Judging judging = prepare(options.judging);
  return write_reports(outputs, judge_dumps(judging, Explaining::over_budget));
}

}  // namespace

void add_check(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "judge the dumps of one process by the budgets");
  add_dump_arguments(*command, options->judging, true);
  add_judging_options(*command, options->judging);
  command
      ->add_option("--baseline", options->judging.baseline,
                   "let through what is in this file, made by `heapgate baseline`, and fail on any increase")
      ->type_name("FILE")
      ->check(not_empty());
  command
      ->add_option("--fail-level", options->judging.fail_level,
                   "what fails the run: exceeded budgets (error), warnings too (warn), or nothing (never). "
                   "Dumps that cannot be judged always do")
      ->check(CLI::IsMember({"error", "warn", "never"}))
      ->capture_default_str();
  command
      ->add_option("-o,--output", options->outputs,
                   "write a report: human, junit or json; to standard output without PATH; repeatable")
      ->type_name("FORMAT[=PATH]")
      ->allow_extra_args(false);
  command->callback([options, &code] { code = check(*options); });
}

}  // namespace heapgate
