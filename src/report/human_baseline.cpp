#include "human_writer.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kChangesShown = 20;

std::string change_line(const HumanWriter& out, const BaselineChange& change) {
  const std::int64_t by = change.after - change.before;
  const bool in_bytes = by == 0;
  const std::int64_t more = in_bytes ? change.bytes_after - change.bytes_before : by;
  const std::string amount = (more > 0 ? "+" : "") + with_separators(more) + (in_bytes ? " bytes" : "");
  return fmt::format("  {} {} ({} → {}, rule {})", out.paint(more > 0 ? Colour::red : Colour::green, amount),
                     clean_line(change.subject),
                     with_separators(in_bytes ? change.bytes_before : change.before),
                     with_separators(in_bytes ? change.bytes_after : change.after), clean_line(change.rule));
}

}  // namespace

void write_baseline(HumanWriter& out, const Verdict& verdict) {
  if (!verdict.baseline) return;
  const BaselineReport& baseline = *verdict.baseline;
  const std::string path = clean_line(baseline.path);
  out.heading("Against the baseline (" + path + ")");
  if (baseline.missing) {
    return out.line("  there is none yet, so nothing fails; this run writes it, if the dumps can be judged");
  }
  if (baseline.changes.empty()) return out.line("  nothing changed");
  bool fell = false;
  std::size_t shown = 0;
  for (const BaselineChange& change : baseline.changes) {
    fell = fell || change.after < change.before;
    if (shown++ < kChangesShown) out.line(change_line(out, change));
  }
  if (shown > kChangesShown)
    out.line(fmt::format("  and {} more (-o json lists them all)", shown - kChangesShown));
  if (fell)
    out.line("  something went down: tighten the baseline by: heapgate baseline --tighten " + path +
             " DUMPS");
}

}  // namespace heapgate
