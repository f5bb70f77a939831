#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "github_actions.hpp"
#include "heapgate/report.hpp"
#include "judging.hpp"
#include "local_command.hpp"
#include "pushing.hpp"
#include "recording.hpp"
#include "terminal.hpp"
#include "validators.hpp"
#include "written_files.hpp"

namespace heapgate {
namespace {

struct CheckOptions {
  JudgingFlags judging;
  RecordingFlags recording;
  PushingFlags pushing;
  std::vector<std::string> outputs;
  bool no_ci = false;
  bool no_explain = false;
};

void write_report(const Output& output, const Verdict& verdict, RenderOptions options) {
  if (output.format == Format::markdown && is_step_summary(output.path))
    return add_summary(output.path, verdict, options);
  options.colour = output.path.empty() && wants_colour(STDOUT_FILENO);
  const std::string text = render(output.format, verdict, options);
  if (output.path.empty() && output.format == Format::human) return print(text);
  write_output(output.path, text);
}

// Every report is tried, so that one full disk does not cost the others.
ExitCode write_reports(const std::vector<Output>& outputs, const Verdict& verdict,
                       const RenderOptions& options) {
  ExitCode code = verdict.exit_code;
  for (const Output& output : outputs) {
    try {
      write_report(output, verdict, options);
    } catch (const OutputError& error) {
      complain(error.what());
      code = error.code();
    }
  }
  return code;
}

// What is asked for and, on GitHub, what is shown there.
std::vector<Output> outputs_of(const CheckOptions& options) {
  std::vector<Output> outputs;
  for (const std::string& text : options.outputs) outputs.push_back(parse_output(text));
  outputs = complete_outputs(std::move(outputs));
  if (options.no_ci || !in_github_actions()) return outputs;
  const auto is_summary = [](const Output& output) { return is_step_summary(output.path); };
  const bool has_summary = std::any_of(outputs.begin(), outputs.end(), is_summary);
  outputs = with_annotations(std::move(outputs));
  if (const auto path = step_summary(); path && !has_summary) outputs.push_back({Format::markdown, *path});
  return outputs;
}

std::vector<NamedFile> files_written(const CheckOptions& options, const std::vector<Output>& outputs) {
  std::vector<NamedFile> files;
  for (const Output& output : outputs) {
    if (!output.path.empty() && !is_step_summary(output.path)) files.push_back({output.path, "the output"});
  }
  if (!options.recording.history.empty()) files.push_back({options.recording.history, "the history"});
  if (options.judging.write_baseline) {
    std::error_code ignored;
    const std::string& path = options.judging.baseline;
    if (!std::filesystem::exists(path, ignored)) files.push_back({path, "the new baseline"});
  }
  return files;
}

// A baseline that is there stays as it is.
void write_baseline(const Judging& judging, const Verdict& verdict) {
  const std::string& path = *judging.options.baseline_path;
  if (judging.options.baseline) return;
  if (verdict.outcome == Outcome::inconclusive)
    return complain(path + ": not written, since nothing was judged");
  write_output(path, baseline_text(new_baseline(path, judging, verdict.findings)));
}

ExitCode check(const CheckOptions& options) {
  const std::vector<Output> outputs = outputs_of(options);
  check_recording(options.recording);
  check_pushing(options.pushing);
  Judging judging = prepare(options.judging);
  check_written(files_written(options, outputs), files_read(judging));
  judging.options.trends = trend_findings(options.recording, judging);
  RenderOptions rendering;
  rendering.source_url = source_url();
  LocalCommand local = local_command(options.judging, !options.no_explain, judging.rulebook.repository);
  rendering.command = std::move(local.words);
  rendering.command_folder = std::move(local.folder);
  Verdict verdict = judge_dumps(judging, options.no_explain ? Explaining::never : Explaining::over_budget);
  tell_since(options.recording, judging, verdict);
  const ExitCode code = write_reports(outputs, verdict, rendering);
  if (options.judging.write_baseline) write_baseline(judging, verdict);
  const bool recorded = record(options.recording, judging, verdict);
  push(options.pushing, options.recording, verdict);
  return recorded ? code : ExitCode::internal;
}

}  // namespace

void add_check(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "judge the dumps of a server by the budgets");
  add_dump_arguments(*command, options->judging, true);
  add_judging_options(*command, options->judging);
  command
      ->add_option("--baseline", options->judging.baseline,
                   "let through what is in this file, made by `heapgate baseline`, and fail on any increase")
      ->type_name("FILE")
      ->check(not_empty());
  command->add_flag("--write-baseline", options->judging.write_baseline,
                    "where the baseline does not exist yet: nothing fails, and this run writes it");
  command
      ->add_option("--fail-level", options->judging.fail_level,
                   "what fails the run: exceeded budgets (error), warnings too (warn), or nothing (never). "
                   "Dumps that cannot be judged always do")
      ->check(CLI::IsMember({"error", "warn", "never"}))
      ->capture_default_str();
  command
      ->add_option("-o,--output", options->outputs,
                   "write a report: human, junit, json, markdown, sarif, codequality (GitLab), github "
                   "(annotations), openmetrics or "
                   "benchmark (github-action-benchmark's customSmallerIsBetter); to standard output without "
                   "PATH; repeatable")
      ->type_name("FORMAT[=PATH]")
      ->allow_extra_args(false);
  command->add_flag("--no-explain", options->no_explain,
                    "do not read the dumps a second time to tell why what is over budget is kept");
  command->add_flag("--no-ci", options->no_ci,
                    "on GitHub Actions: add neither annotations nor a job summary to what -o asks for");
  add_recording_options(*command, options->recording);
  add_pushing_options(*command, options->pushing);
  command->callback([options, &code] { code = check(*options); });
}

}  // namespace heapgate
