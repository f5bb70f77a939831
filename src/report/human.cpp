#include <algorithm>
#include <string>
#include <utility>

#include "explain_text.hpp"
#include "formats.hpp"
#include "heapgate/version.hpp"
#include "human_writer.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kFindingsShown = 100;

std::string message_line(const std::string& message) {
  constexpr std::size_t kLongest = 2000;
  return shortened(clean_line(message), kLongest);
}

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
}

void write_finding(HumanWriter& out, const Finding& finding) {
  const bool failed = finding.status == FindingStatus::fail;
  const std::string mark =
      out.paint(failed ? Colour::red : Colour::yellow, failed ? "FAIL" : to_string(finding.status));
  out.line(fmt::format("  {} {}", mark, message_line(finding.message)));
}

// Every limit that did not hold, and how many did.
void write_findings(HumanWriter& out, const Verdict& verdict) {
  out.heading("Budgets (rules: " + clean_line(verdict.rules) + ")");
  std::size_t shown = 0;
  std::size_t left_out = 0;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == FindingStatus::pass) continue;
    if (++shown > kFindingsShown) {
      ++left_out;
    } else {
      write_finding(out, finding);
    }
  }
  if (left_out > 0)
    out.line(fmt::format("  and {} more (-o json lists them all)", with_separators(left_out)));
  const std::uint64_t passed = count(verdict, FindingStatus::pass);
  if (passed == 0) return;
  out.line(fmt::format("  {} {} hold{}", out.paint(Colour::green, "pass"), quantity(passed, "limit"),
                       passed == 1 ? "s" : ""));
}

// Where to go from a failing build.
void write_next_step(HumanWriter& out, const Verdict& verdict) {
  const PlacedGroup* worst = worst_group(verdict);
  if (verdict.outcome != Outcome::fail || worst == nullptr) return;
  const auto index = static_cast<std::size_t>(worst - verdict.groups.data());
  const ExplainedLeak* leak = verdict.explanation ? leak_of(*verdict.explanation, index) : nullptr;
  if (leak != nullptr && !is_held_outside(*leak) && leak->holders.front().name != kSymbolTable) {
    return out.line(message_line("  next: take " + verdict.groups[leak->group].group.key.class_name +
                                 " out of " + leak->holders.front().name +
                                 "; what may grow gets a budget of its own"));
  }
  const std::string where = worst->group.key.file ? ", allocated at " + worst->short_site() : "";
  out.line(message_line("  next: find what holds on to " + worst->group.key.class_name + where +
                        "; what may grow gets a budget of its own"));
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
  Table table({left, right, right, left, left});
  for (const DumpSummary& dump : verdict.dumps) {
    table.add({message_line(dump.ledger.path), quantity(dump.objects, "object"),
               human_bytes(dump.ledger.bytes), tracing(dump),
               dump.ledger.bad_lines > 0 ? bad_lines(dump.ledger) : ""});
  }
  out.table(table, "  ");
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.is_note) out.line(message_line("  " + finding.message));
  }
}

}  // namespace

std::string render_human(const Verdict& verdict, bool colour) {
  HumanWriter out(colour);
  write_headline(out, verdict);
  write_baseline(out, verdict);
  write_trust(out, verdict);
  write_findings(out, verdict);
  write_next_step(out, verdict);
  write_explanation(out, verdict);
  write_groups(out, verdict);
  write_dumps(out, verdict);
  return out.text();
}

}  // namespace heapgate
