#include "heapgate/baseline.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "commands.hpp"
#include "github_actions.hpp"
#include "heapgate/error.hpp"
#include "heapgate/report.hpp"
#include "judging.hpp"
#include "rules/baseline/baseline_sets.hpp"
#include "util/text.hpp"
#include "written_files.hpp"

namespace heapgate {
namespace {

constexpr const char* kBaselineFooter = R"(
Exit codes: 0 FILE is written, 2 wrong usage or rule file, 3 the dumps cannot be judged, 4 FILE cannot be
written. Unless it is 0, FILE is as it was.)";

struct BaselineOptions {
  JudgingFlags judging;
  std::string file;
  bool tighten = false;
};

const BaselineEntry* find(const std::vector<BaselineEntry>& entries, const BaselineEntry& wanted) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const BaselineEntry& entry) {
    return entry.rule == wanted.rule && entry.subject == wanted.subject;
  });
  return found != entries.end() ? &*found : nullptr;
}

std::string line(const char* what, const BaselineEntry& entry, std::int64_t before, std::int64_t after) {
  return clean_line(std::string("  ") + what + " " + entry.subject + ": " + std::to_string(before) + " → " +
                    std::to_string(after) + " objects (rule " + entry.rule + ")") +
         "\n";
}

// What the new file has that differs from the old one: nothing is raised in silence.
std::string difference(const std::vector<BaselineEntry>& before, const std::vector<BaselineEntry>& after) {
  std::string text;
  for (const BaselineEntry& entry : after) {
    const BaselineEntry* old = find(before, entry);
    const std::int64_t was = old != nullptr ? old->objects : 0;
    if (entry.objects == was) continue;
    const char* what = entry.objects < was ? "lowered" : "raised";
    text += line(old == nullptr ? "added" : what, entry, was, entry.objects);
  }
  for (const BaselineEntry& entry : before) {
    if (find(after, entry) == nullptr) text += line("removed", entry, entry.objects, 0);
  }
  return text;
}

// The baseline that there is, if it can be tightened or need not.
std::optional<Baseline> baseline_before(const BaselineOptions& options, const Judging& judging) {
  std::optional<Baseline> before = read_baseline(options.file);
  if (!options.tighten) return before;
  if (!before) throw UsageError(options.file + ": there is no baseline to tighten");
  check_baseline(*before, judging.rulebook, judging.ruby);
  return before;
}

// Sorted as baseline_entries() are; what groups need for their sets only where they do not have it
// themselves.
std::vector<BaselineEntry> tightened_with_sets(const Baseline& before, const Verdict& verdict) {
  std::vector<BaselineEntry> entries = tightened(before, verdict.findings);
  for (const BaselineEntry& entry : entries_for_sets(before, verdict.findings, verdict.groups)) {
    if (find(entries, entry) == nullptr) entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end(), [](const BaselineEntry& a, const BaselineEntry& b) {
    return std::tie(a.rule, a.subject) < std::tie(b.rule, b.subject);
  });
  return entries;
}

ExitCode make_baseline(const BaselineOptions& options) {
  const Judging judging = prepare(options.judging);
  check_written({{options.file, "the baseline"}}, files_read(judging));
  const std::optional<Baseline> before = baseline_before(options, judging);
  const Verdict verdict = judge_dumps(judging, Explaining::over_budget);
  if (verdict.outcome == Outcome::inconclusive) {
    print(render(Format::human, verdict));
    return ExitCode::inconclusive;
  }
  // Dumps without a meta file do not tell their Ruby.
  const std::string ruby = judging.ruby.empty() && options.tighten ? before->ruby : judging.ruby;
  const Baseline after{
      options.file, ruby, rules_hash(judging.rulebook),
      options.tighten ? tightened_with_sets(*before, verdict) : baseline_entries(verdict.findings)};
  write_output(options.file, baseline_text(after));
  const std::size_t count = after.entries.size();
  print(options.file + ": " + std::to_string(count) + (count == 1 ? " entry" : " entries") + "\n" +
        difference(before ? before->entries : std::vector<BaselineEntry>{}, after.entries));
  return ExitCode::pass;
}

}  // namespace

void add_baseline(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<BaselineOptions>();
  CLI::App* command = app.add_subcommand("baseline", "write down what leaks now, for check --baseline");
  command->footer(kBaselineFooter);
  command->add_option("file", options->file, "the baseline to write")->type_name("FILE")->required();
  add_dump_arguments(*command, options->judging, true);
  command->add_flag("--tighten", options->tighten,
                    "only lower and remove entries of the baseline that there is; add and raise none");
  add_judging_options(*command, options->judging);
  command->callback([options, &code] { code = make_baseline(*options); });
}

}  // namespace heapgate
