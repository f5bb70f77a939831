#include "util/table.hpp"
#include "util/text.hpp"
#include "view.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kCommitShown = 10;

std::string branch_text(const RunOrigin& origin) {
  if (origin.branch.empty()) return "-";
  if (!origin.pull_request) return clean_line(origin.branch);
  return clean_line(origin.branch + (origin.base.empty() ? " (PR)" : " → " + origin.base));
}

std::string verdict_text(const HistoryRun& run) {
  return std::string(to_string(run.outcome)) + (run.advisory ? " (advisory)" : "");
}

}  // namespace

std::string history_table(const std::vector<HistoryRow>& rows) {
  using enum Table::Align;
  Table table({left, left, left, left, right, right, right, right, left});
  table.add({"TIME", "BRANCH", "COMMIT", "VERDICT", "LEAKED", "BYTES", "KEPT", "TRANSIENT", "MOST LEAKED"});
  std::size_t hidden = 0;
  for (const HistoryRow& row : rows) {
    const HistoryRun& run = *row.run;
    // What cannot be judged has no numbers; 0 would be a lie.
    const bool blind = run.outcome == Outcome::inconclusive;
    const auto number = [&](std::uint64_t value) { return blind ? "-" : with_separators(value); };
    table.add({time_text(run.time), branch_text(run.origin),
               run.origin.commit.empty() ? "-" : clean_line(run.origin.commit.substr(0, kCommitShown)),
               verdict_text(run), number(row.leaked.objects), blind ? "-" : human_bytes(row.leaked.bytes),
               number(row.kept.objects), row.transient ? number(row.transient->objects) : "-",
               clean_line(row.largest)});
    if (!row.is_whole) ++hidden;
  }
  std::string text;
  for (const std::string& line : table.lines("")) text += line + "\n";
  if (hidden > 0) {
    text += quantity(hidden, "run") +
            " summed up small classes and sites, which cannot be asked for; see check --history-top\n";
  }
  return text;
}

}  // namespace heapgate
