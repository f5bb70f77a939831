#include <string_view>

#include "util/text.hpp"
#include "view.hpp"

namespace heapgate {
namespace {

// Spreadsheets take what begins so for a formula.
bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos;
}

std::string cell(const std::string& text) {
  std::string clean = clean_line(text);
  if (looks_like_formula(clean)) clean.insert(0, "'");
  if (clean.find_first_of(",\"") == std::string::npos) return clean;
  std::string quoted = "\"";
  for (const char c : clean) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string numbers(const Tally& value) {
  return "," + std::to_string(value.objects) + "," + std::to_string(value.bytes);
}

}  // namespace

std::string history_csv(const std::vector<HistoryRow>& rows) {
  std::string text =
      "time,branch,commit,verdict,leaked_objects,leaked_bytes,kept_objects,kept_bytes,transient_objects,"
      "transient_bytes,live_objects,live_bytes\n";
  for (const HistoryRow& row : rows) {
    const HistoryRun& run = *row.run;
    text += time_text(run.time) + "," + cell(run.origin.branch) + "," + cell(run.origin.commit) + "," +
            to_string(run.outcome);
    // A run that could not be judged has no numbers.
    const bool blind = run.outcome == Outcome::inconclusive;
    text += blind ? ",,,," : numbers(row.leaked) + numbers(row.kept);
    text += blind || !row.transient ? ",," : numbers(*row.transient);
    text += run.series.live.empty() || !row.transient ? ",," : numbers(run.series.live.back());
    text += "\n";
  }
  return text;
}

}  // namespace heapgate
