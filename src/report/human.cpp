#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "formats.hpp"
#include "heapgate/version.hpp"
#include "table.hpp"
#include "text.hpp"

namespace heapgate {
namespace {

// What is left out is always counted in a line of its own; the JSON report has everything.
constexpr std::size_t kLeaksShown = 40;
constexpr std::size_t kKeptShown = 5;
constexpr std::size_t kPassesShown = 10;

enum class Colour { none, red, yellow, green, bold };

class Writer {
 public:
  explicit Writer(bool colour) : colour_(colour) {}

  void line(const std::string& text = "") { text_ += text + "\n"; }
  [[nodiscard]] std::string paint(Colour colour, const std::string& text) const {
    if (!colour_ || colour == Colour::none) return text;
    const int code = colour == Colour::red      ? 31
                     : colour == Colour::yellow ? 33
                     : colour == Colour::green  ? 32
                                                : 1;
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
  }
  void heading(const std::string& text) {
    line();
    line(paint(Colour::bold, text));
  }
  void left_out(std::size_t groups, std::uint64_t objects) {
    if (groups == 0) return;
    line(fmt::format("    and {}, {} (-o json lists them all)", counted(groups, "more group"),
                     counted(objects, "object")));
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  bool colour_;
  std::string text_;
};

using Groups = std::vector<const PlacedGroup*>;

template <class Predicate>
Groups select(const Verdict& verdict, Predicate predicate) {
  Groups groups;
  for (const PlacedGroup& placed : verdict.groups) {
    if (predicate(placed.group)) groups.push_back(&placed);
  }
  return groups;
}

std::uint64_t kept_objects(Groups::const_iterator begin, Groups::const_iterator end) {
  std::uint64_t objects = 0;
  for (; begin != end; ++begin) objects += (*begin)->group.kept.objects;
  return objects;
}

std::string live(const Group& group) {
  std::string text;
  for (const Tally& tally : group.live) text += (text.empty() ? "" : "→") + with_separators(tally.objects);
  return text;
}

std::string shown_class(const PlacedGroup& placed) {
  const GroupKey& key = placed.group.key;
  return clean_line(key.type == "IMEMO" ? "IMEMO " + key.class_name : key.class_name);
}

std::string live_heading(const Verdict& verdict) {
  std::string text = "LIVE ";
  const std::size_t dumps = verdict.groups.front().group.live.size();
  for (std::size_t i = 1; i <= dumps; ++i) text += (i == 1 ? "" : "→") + std::to_string(i);
  return text;
}

const char* headline(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return "PASS";
    case Outcome::fail: return "FAIL";
    case Outcome::inconclusive: return "INCONCLUSIVE";
  }
  return "";
}

std::string summary(const Verdict& verdict) {
  if (verdict.outcome == Outcome::inconclusive) return "these dumps cannot be judged";
  const auto failed = static_cast<std::uint64_t>(
      std::count_if(verdict.findings.begin(), verdict.findings.end(),
                    [](const Finding& finding) { return finding.status == FindingStatus::fail; }));
  if (failed == 0) return "every budget holds";
  return counted(failed, "limit") + (failed == 1 ? " is" : " are") + " exceeded";
}

void write_headline(Writer& out, const Verdict& verdict) {
  const Colour colour = verdict.outcome == Outcome::pass   ? Colour::green
                        : verdict.outcome == Outcome::fail ? Colour::red
                                                           : Colour::yellow;
  out.line(fmt::format("heapgate {}: {}: {}", kVersion, out.paint(colour, headline(verdict.outcome)),
                       summary(verdict)));
}

void write_trust(Writer& out, const Verdict& verdict) {
  const bool all_well = std::all_of(verdict.trust.begin(), verdict.trust.end(),
                                    [](const TrustFinding& f) { return f.status == TrustStatus::ok; });
  if (all_well) return;
  out.heading("Trust");
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.status == TrustStatus::ok) continue;
    const bool failed = finding.status == TrustStatus::fail;
    const std::string mark = out.paint(failed ? Colour::red : Colour::yellow, failed ? "FAIL" : "warn");
    out.line(fmt::format("  {} {}: {}", mark, finding.check, clean_line(finding.message)));
  }
}

void write_leaks(Writer& out, const Verdict& verdict) {
  const Groups leaks = select(verdict, [](const Group& group) { return group.leaked.objects > 0; });
  const Totals& totals = verdict.totals;
  out.heading(
      fmt::format("{}: {} ({}) in {}",
                  verdict.basis == Basis::objects ? "Leaked" : "Leaked, by the growth of whole classes",
                  counted(totals.leaked.objects, "object"), human_bytes(totals.leaked.bytes),
                  counted(leaks.size(), "group")));
  if (leaks.empty()) return;
  using enum Table::Align;
  Table table({left, left, right, right, right, right, left, left});
  table.add({"CLASS", "SITE", "LEAKED", "BYTES", "KEPT", "BYTES", live_heading(verdict), "PATTERN"});
  const std::size_t shown = std::min(leaks.size(), kLeaksShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = leaks[i]->group;
    table.add({shown_class(*leaks[i]), clean_line(leaks[i]->site), with_separators(group.leaked.objects),
               human_bytes(group.leaked.bytes), with_separators(group.kept.objects),
               human_bytes(group.kept.bytes), live(group), to_string(group.pattern)});
  }
  for (const std::string& line : table.lines("  ")) out.line(line);
  std::uint64_t rest = 0;
  for (std::size_t i = shown; i < leaks.size(); ++i) rest += leaks[i]->group.leaked.objects;
  out.left_out(leaks.size() - shown, rest);
  if (std::any_of(leaks.begin(), leaks.end(),
                  [](const PlacedGroup* g) { return g->group.pattern == Pattern::uneven_leak; })) {
    out.line("  uneven-leak: grew in every interval, but not evenly; the load may have differed");
  }
}

void write_kept(Writer& out, const Verdict& verdict, Pattern pattern, const char* meaning) {
  Groups kept = select(verdict, [&](const Group& group) {
    return group.kept.objects > 0 && group.leaked.objects == 0 && group.pattern == pattern;
  });
  if (kept.empty()) return;
  out.line(fmt::format("  {} ({}): {} in {}", to_string(pattern), meaning,
                       counted(kept_objects(kept.begin(), kept.end()), "object"),
                       counted(kept.size(), "group")));
  using enum Table::Align;
  Table table({left, left, right, right, left});
  const std::size_t shown = std::min(kept.size(), kKeptShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = kept[i]->group;
    table.add({shown_class(*kept[i]), clean_line(kept[i]->site), counted(group.kept.objects, "object"),
               human_bytes(group.kept.bytes), "live " + live(group)});
  }
  for (const std::string& line : table.lines("    ")) out.line(line);
  out.left_out(kept.size() - shown, kept_objects(kept.begin() + static_cast<long>(shown), kept.end()));
}

void write_no_leaks(Writer& out, const Verdict& verdict) {
  const auto rest = verdict.totals.kept.objects - verdict.totals.leaked.objects;
  out.heading("Kept, but no leak: " + counted(rest, "object"));
  write_kept(out, verdict, Pattern::one_time, "filled once, then level");
  write_kept(out, verdict, Pattern::turnover, "replaced, not growing");
  out.line(
      "  transient (gone again by the third dump): " + counted(verdict.totals.transient.objects, "object") +
      ", " + human_bytes(verdict.totals.transient.bytes));
}

void write_finding(Writer& out, const Finding& finding) {
  const auto [mark, colour] = finding.status == FindingStatus::fail   ? std::pair("FAIL", Colour::red)
                              : finding.status == FindingStatus::warn ? std::pair("warn", Colour::yellow)
                              : finding.status == FindingStatus::skip ? std::pair("skip", Colour::yellow)
                                                                      : std::pair("pass", Colour::green);
  out.line(fmt::format("  {} {}", out.paint(colour, mark), clean_line(finding.message)));
}

// All that did not pass, and the largest of what did.
void write_findings(Writer& out, const Verdict& verdict) {
  out.heading("Budgets (rules: " + clean_line(verdict.rules) + ")");
  std::size_t passes = 0;
  for (const Finding& finding : verdict.findings) {
    if (finding.status != FindingStatus::pass || ++passes <= kPassesShown) write_finding(out, finding);
  }
  if (passes > kPassesShown) out.line(fmt::format("  pass {} more", with_separators(passes - kPassesShown)));
}

std::string bad_lines(const Ledger& ledger) {
  std::string text = counted(ledger.bad_lines, "bad line") + " skipped:";
  for (const BadLine& line : ledger.first_bad) {
    text += fmt::format(" {} ({}),", line.number, line.reason);
  }
  text.pop_back();
  const std::uint64_t rest = ledger.bad_lines - ledger.first_bad.size();
  return rest > 0 ? text + fmt::format(" and {} more", rest) : text;
}

void write_dumps(Writer& out, const Verdict& verdict) {
  out.heading("Dumps");
  using enum Table::Align;
  Table table({left, right, right, left, left});
  for (const DumpSummary& dump : verdict.dumps) {
    const Ledger& ledger = dump.ledger;
    const std::string generation =
        dump.generation ? fmt::format("generation {}", static_cast<std::uint32_t>(*dump.generation))
                        : "untraced";
    table.add({clean_line(ledger.path), counted(dump.objects, "object"), human_bytes(ledger.bytes),
               generation, ledger.bad_lines > 0 ? bad_lines(ledger) : ""});
  }
  for (const std::string& line : table.lines("  ")) out.line(line);
}

}  // namespace

std::string render_human(const Verdict& verdict, bool colour) {
  Writer out(colour);
  write_headline(out, verdict);
  write_trust(out, verdict);
  if (!verdict.groups.empty()) {
    write_leaks(out, verdict);
    if (verdict.basis == Basis::objects) write_no_leaks(out, verdict);
  }
  write_findings(out, verdict);
  write_dumps(out, verdict);
  return out.text();
}

}  // namespace heapgate
