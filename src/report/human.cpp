#include <algorithm>
#include <string>
#include <utility>

#include "formats.hpp"
#include "heapgate/version.hpp"
#include "human_writer.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

void write_headline(HumanWriter& out, const Verdict& verdict) {
  const Colour colour = verdict.outcome == Outcome::pass   ? Colour::green
                        : verdict.outcome == Outcome::fail ? Colour::red
                                                           : Colour::yellow;
  out.line(fmt::format("heapgate {}: {}: {}", kVersion, out.paint(colour, verdict_word(verdict)),
                       summary(verdict)));
}

// Only what is not well: the JSON report lists every check.
void write_trust(HumanWriter& out, const Verdict& verdict) {
  const auto is_well = [](const TrustFinding& finding) { return finding.status == TrustStatus::ok; };
  if (std::all_of(verdict.trust.begin(), verdict.trust.end(), is_well)) return;
  out.heading("Trust: can these dumps be compared?");
  for (const TrustFinding& finding : verdict.trust) {
    if (is_well(finding)) continue;
    const bool failed = finding.status == TrustStatus::fail;
    const std::string mark = out.paint(failed ? Colour::red : Colour::yellow, failed ? "FAIL" : "warn");
    out.line(fmt::format("  {} {}: {}", mark, to_string(finding.check), message_line(finding.message)));
  }
  if (verdict.outcome == Outcome::inconclusive)
    out.line("  next: take the dumps again as the checks above say");
}

std::string bad_lines(const Ledger& ledger) {
  const std::uint64_t unread = std::min(ledger.unread_lines(), ledger.bad_lines);
  const bool any_read = !ledger.damage.empty() && unread < ledger.bad_lines;
  std::string text =
      any_read ? fmt::format("{}, {} of them read in part:", quantity(ledger.bad_lines, "broken line"),
                             with_separators(ledger.bad_lines - unread))
               : quantity(ledger.bad_lines, "bad line") + " skipped:";
  for (const BadLine& line : ledger.first_bad) text += fmt::format(" {} ({}),", line.number, line.reason);
  text.pop_back();
  const std::uint64_t rest = ledger.bad_lines - ledger.first_bad.size();
  return rest > 0 ? text + " and " + with_separators(rest) + " more" : text;
}

std::string tracing(const DumpSummary& dump) {
  if (!dump.ledger.failure.empty()) return "not read";
  if (dump.objects == 0) return "no objects";
  return dump.generation ? fmt::format("generation {}", number(*dump.generation)) : "untraced";
}

void write_dumps(HumanWriter& out, const Verdict& verdict) {
  out.heading("Dumps");
  using enum Table::Align;
  Table table({left, right, right, left}, {0});
  for (const DumpSummary& dump : verdict.dumps) {
    table.add({message_line(dump.ledger.path), quantity(dump.objects, "object"),
               human_bytes(dump.ledger.bytes), tracing(dump)});
  }
  out.table(table, "  ");
  for (const DumpSummary& dump : verdict.dumps) {
    if (dump.ledger.bad_lines > 0)
      out.line("  " + message_line(dump.ledger.path) + ": " + bad_lines(dump.ledger));
  }
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.is_note) out.line(message_line("  " + finding.message));
  }
}

}  // namespace

std::string render_human(const Verdict& verdict, bool colour) {
  HumanWriter out(colour);
  const bool is_blind = verdict.outcome == Outcome::inconclusive;
  write_headline(out, verdict);
  if (is_blind) write_trust(out, verdict);
  write_findings(out, verdict);
  if (!is_blind) write_trust(out, verdict);
  write_baseline(out, verdict);
  write_explanation(out, verdict);
  write_groups(out, verdict);
  write_dumps(out, verdict);
  return out.text();
}

}  // namespace heapgate
