#include "heapgate/history.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "clock.hpp"
#include "commands.hpp"
#include "diagnostics.hpp"
#include "heapgate/error.hpp"
#include "heapgate/report.hpp"
#include "history/view.hpp"
#include "judging.hpp"
#include "util/files/created_folders.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

constexpr std::int64_t kDay = 86'400;

constexpr const char* kHistoryFooter = R"(
Without an option it lists the runs. Patterns are those of the rule file: globs, or /regular expressions/.
--keep, --keep-days and --merge rewrite FILE: aside, then renamed, while those who would append wait.

Exit codes: 0 done, 2 wrong usage or no history, 4 FILE cannot be written. Unless it is 0, FILE is as it was.)";

struct HistoryOptions {
  std::string file;
  HistoryFilter filter;
  std::string since;
  std::size_t last = 0;
  std::size_t keep = 0;
  std::int64_t keep_days = 0;
  std::vector<std::string> merge;
  std::string html;
  bool csv = false;
  bool json = false;

  [[nodiscard]] bool rewrites() const { return keep > 0 || keep_days > 0 || !merge.empty(); }
};

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
}

// A day, a time, or so many days ago: 2026-11-25, 2026-11-25T08:00:00Z, 30d.
std::int64_t parse_since(const std::string& text) {
  if (const auto time = parse_time(text)) return *time;
  if (const auto time = parse_time(text + "T00:00:00Z")) return *time;
  std::int64_t days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  const bool is_days = error == std::errc{} && end + 1 == text.data() + text.size() && *end == 'd';
  if (is_days && days >= 0 && days < 100'000) return seconds_now() - days * kDay;
  throw UsageError("--since '" + text +
                   "' is not a time; write it as 2026-11-25, 2026-11-25T08:00:00Z or 30d");
}

void rewrite(const HistoryOptions& options) {
  Keep keep;
  if (options.keep_days > 0) keep.since = seconds_now() - options.keep_days * kDay;
  if (options.keep > 0) keep.newest = options.keep;
  // Only a merge may make the file.
  if (options.merge.empty()) (void)read_history(options.file);
  const Rewritten result = rewrite_history(options.file, options.merge, keep);
  for (const std::string& note : result.notes) complain(note);
  std::string text = options.file + ": " + std::to_string(result.runs) + " runs";
  if (result.added > 0) text += ", " + std::to_string(result.added) + " added";
  if (result.duplicates > 0) text += ", " + std::to_string(result.duplicates) + " there already";
  if (result.dropped > 0) text += ", " + std::to_string(result.dropped) + " dropped";
  write_output("", text + "\n");
}

// The page draws the runs of the filter, each with all its classes and sites.
void write_page(const HistoryOptions& options, const std::vector<HistoryRow>& rows) {
  History shown;
  for (const HistoryRow& row : rows) shown.runs.push_back(*row.run);
  CreatedFolders folders;
  folders.create(options.html);
  const std::string path = (std::filesystem::path(options.html) / "index.html").string();
  write_output(path, history_page(shown));
  folders.keep();
  write_output("", path + ": " + std::to_string(rows.size()) + (rows.size() == 1 ? " run\n" : " runs\n"));
}

void show(const HistoryOptions& options) {
  HistoryFilter filter = options.filter;
  if (!options.since.empty()) filter.since = parse_since(options.since);
  if (options.last > 0) filter.last = options.last;
  const History history = read_history(options.file);
  for (const std::string& note : history.notes) complain(note);
  const std::vector<HistoryRow> rows = history_rows(history, filter);
  if (!options.html.empty()) return write_page(options, rows);
  if (options.csv) return write_output("", history_csv(rows));
  if (!options.json) return write_output("", history_table(rows));
  std::string text;
  for (const HistoryRow& row : rows) text += history_line(*row.run);
  write_output("", text);
}

void add_filters(CLI::App& command, HistoryOptions& options) {
  command.add_option("--branch", options.filter.branches, "runs of these branches")->type_name("PATTERN");
  command.add_option("--class", options.filter.class_names, "the numbers of these classes")
      ->type_name("PATTERN");
  command.add_option("--site", options.filter.sites, "the numbers of these sites")->type_name("PATTERN");
  command.add_option("--since", options.since, "runs since a day, a time, or so many days: 2026-11-25, 30d")
      ->type_name("TIME");
  command.add_option("--last", options.last, "the newest N of them")->type_name("N")->check(whole_number(1));
  command.add_flag("--csv", options.csv, "print them as CSV, for spreadsheets and Jenkins' Plot plugin");
  command.add_flag("--json", options.json, "print their lines of JSON")->excludes("--csv");
  command
      .add_option("--html", options.html,
                  "write DIR/index.html: charts and tables of the runs, whole in one file")
      ->type_name("DIR")
      ->check(not_empty());
  for (const char* other : {"--csv", "--json", "--class", "--site"})
    command.get_option("--html")->excludes(other);
  for (const char* name : {"--branch", "--class", "--site"})
    command.get_option(name)->allow_extra_args(false);
}

void add_rewriting(CLI::App& command, HistoryOptions& options) {
  command.add_option("--merge", options.merge, "add the runs of another history; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--keep", options.keep, "keep the newest N runs only")
      ->type_name("N")
      ->check(whole_number(1));
  command.add_option("--keep-days", options.keep_days, "keep the runs of the last N days only")
      ->type_name("N")
      ->check(whole_number(1, 100'000));
  for (const char* name : {"--merge", "--keep", "--keep-days"}) {
    for (const char* other :
         {"--branch", "--class", "--site", "--since", "--last", "--csv", "--json", "--html"})
      command.get_option(name)->excludes(other);
  }
}

}  // namespace

void add_history(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<HistoryOptions>();
  CLI::App* command = app.add_subcommand("history", "list, prune, merge or export what --history recorded");
  command->footer(kHistoryFooter);
  command->add_option("file", options->file, "what `heapgate check --history FILE` wrote")
      ->type_name("FILE")
      ->required()
      ->check(not_empty());
  add_filters(*command, *options);
  add_rewriting(*command, *options);
  command->callback([options, &code] {
    options->rewrites() ? rewrite(*options) : show(*options);
    code = ExitCode::pass;
  });
}

}  // namespace heapgate
