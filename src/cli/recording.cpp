#include "recording.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>

#include "clock.hpp"
#include "diagnostics.hpp"
#include "terminal.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

std::string random_id() {
  std::random_device random;
  std::array<char, 20> text{};
  const auto high = static_cast<unsigned>(random());
  const auto low = static_cast<unsigned>(random());
  std::snprintf(text.data(), text.size(), "%08x%08x", high, low);
  return text.data();
}

TrendScope scope_of(const RecordingFlags& flags, const Judging& judging) {
  const RunOrigin origin = origin_of(flags);
  std::string base = flags.base.empty() ? origin.base : flags.base;
  if (base.empty()) base = "main";
  return {base, origin.repository, judging.options.iterations};
}

}  // namespace

void add_recording_options(CLI::App& command, RecordingFlags& flags) {
  command
      .add_option("--history", flags.history,
                  "append this run to FILE, one line of JSON, which `heapgate history` reads. Several jobs "
                  "may append at once")
      ->type_name("FILE")
      ->check(not_empty());
  command
      .add_option("--history-top", flags.top,
                  "how many groups, classes and sites a run tells by themselves; all others are one sum")
      ->type_name("N")
      ->check(whole_number(1))
      ->capture_default_str();
  command.add_option("--commit", flags.origin.commit, "the commit; else the CI's variables or .git tell it")
      ->type_name("SHA");
  command.add_option("--branch", flags.origin.branch, "the branch, likewise")->type_name("NAME");
  command
      .add_option(
          "--base", flags.base,
          "the branch whose runs tell trends, and since which commit a limit is exceeded; else the pull "
          "request's target, else main")
      ->type_name("NAME");
  command.add_option("--repository", flags.origin.repository, "the repository, likewise")
      ->type_name("OWNER/NAME");
}

void check_recording(const RecordingFlags& flags) {
  if (!flags.history.empty()) check_history(flags.history);
}

RunOrigin origin_of(const RecordingFlags& flags) {
  const RunOrigin& given = flags.origin;
  RunOrigin origin = run_origin(environment, std::filesystem::current_path().string());
  if (!given.repository.empty()) origin.repository = given.repository;
  if (!given.branch.empty()) origin.branch = given.branch;
  // The page was the other commit's.
  if (!given.commit.empty() && given.commit != origin.commit) origin.url.clear();
  if (!given.commit.empty()) origin.commit = given.commit;
  return origin;
}

HistoryRun run_of(const RecordingFlags& flags, const Judging& judging, const Verdict& verdict) {
  HistoryRun run = history_run(verdict, judging.rulebook, flags.top);
  run.id = random_id();
  run.time = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
  run.origin = origin_of(flags);
  run.ruby = judging.ruby;
  run.iterations = judging.options.iterations;
  return run;
}

std::vector<Finding> trend_findings(const RecordingFlags& flags, const Judging& judging) {
  const auto& budgets = judging.rulebook.budgets;
  const bool asked = std::any_of(budgets.begin(), budgets.end(),
                                 [](const Budget& budget) { return budget.measure == Measure::trend; });
  if (!asked) return {};
  if (flags.history.empty()) return judge_trends(judging.rulebook, nullptr, {});
  History history;
  // The first run makes the file.
  if (std::filesystem::exists(flags.history)) history = read_history(flags.history);
  for (const std::string& note : history.notes) complain(note);
  return judge_trends(judging.rulebook, &history.runs, scope_of(flags, judging));
}

void tell_since(const RecordingFlags& flags, const Judging& judging, Verdict& verdict) {
  const bool is_any_over = std::any_of(verdict.findings.begin(), verdict.findings.end(), is_over);
  if (!is_any_over || flags.history.empty() || !std::filesystem::exists(flags.history)) return;
  try {
    tell_since(verdict.findings, read_history(flags.history).runs, scope_of(flags, judging));
  } catch (const Error& error) {
    complain(error.what());  // the verdict stands
  }
}

bool record(const RecordingFlags& flags, const Judging& judging, const Verdict& verdict) {
  if (flags.history.empty()) return true;
  try {
    for (const std::string& note : append_history(flags.history, run_of(flags, judging, verdict)))
      complain(note);
    return true;
  } catch (const Error& error) {
    complain(error.what());
    return false;
  }
}

}  // namespace heapgate
