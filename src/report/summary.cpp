#include "summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cause_text.hpp"
#include "rules/judge/amount.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

std::string number(double value) {
  constexpr double kManyDigits = 100;
  return value < kManyDigits ? fmt::format("{:.3g}", value)
                             : with_separators(static_cast<std::int64_t>(std::llround(value)));
}

// All that was measured, with what the rules allow by name.
Tally all_leaked(const Verdict& verdict) {
  Tally all;
  for (const PlacedGroup& placed : verdict.groups) all.add(placed.group.leaked);
  return all;
}

// "1 leak (21 groups, 4,200 objects) and 1 more limit over budget", "2 limits are exceeded".
std::string failures(const std::vector<Cause>& causes) {
  std::vector<const Cause*> leaks;
  std::uint64_t others = 0;
  for (const Cause& cause : causes) {
    if (cause.status != FindingStatus::fail) continue;
    if (cause.leak == nullptr) {
      ++others;
    } else {
      leaks.push_back(&cause);
    }
  }
  if (leaks.empty()) return quantity(others, "limit") + (others == 1 ? " is" : " are") + " exceeded";
  const std::string more = others == 0 ? "" : " and " + quantity(others, "more limit");
  return leaks_text(leaks) + more + " over budget";
}

}  // namespace

const char* verdict_word(const Verdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::pass: return all_leaked(verdict).objects == 0 ? "PASS" : "LEAKS WITHIN LIMITS";
    case Outcome::fail: return "FAIL";
    case Outcome::inconclusive: break;
  }
  return "INCONCLUSIVE";
}

std::uint64_t count(const Verdict& verdict, FindingStatus status) {
  return static_cast<std::uint64_t>(
      std::count_if(verdict.findings.begin(), verdict.findings.end(),
                    [&](const Finding& finding) { return finding.status == status; }));
}

bool is_nothing_judged(const Verdict& verdict) {
  const auto failed = [](const TrustFinding& finding) { return finding.status == TrustStatus::fail; };
  const auto skipped = [](const Finding& finding) { return finding.status == FindingStatus::skip; };
  return verdict.outcome == Outcome::inconclusive &&
         std::any_of(verdict.trust.begin(), verdict.trust.end(), failed) &&
         std::all_of(verdict.findings.begin(), verdict.findings.end(), skipped);
}

std::uint64_t unread_lines(const Verdict& verdict) {
  std::uint64_t sum = 0;
  for (const DumpSummary& dump : verdict.dumps) sum += dump.ledger.unread_lines();
  return sum;
}

std::string summary(const Verdict& verdict) {
  if (verdict.outcome == Outcome::inconclusive) {
    return verdict.basis == Basis::class_growth
               ? "objects cannot be told apart; only the growth of classes is known"
               : "these dumps cannot be judged";
  }
  const char* goes_on = verdict.advisory ? "; advisory, so the build goes on" : "";
  const std::vector<Cause> causes = causes_of(verdict);
  if (!causes.empty() && causes.front().status == FindingStatus::fail) return failures(causes) + goes_on;
  const std::size_t warned = causes.size();
  if (warned > 0 && verdict.outcome == Outcome::fail)
    return quantity(warned, "warning") + ", which fail" + (warned == 1 ? "s" : "") + " this run" + goes_on;
  if (warned > 0) return "no limit that fails the build is exceeded, " + quantity(warned, "warning");
  const Tally leaked = all_leaked(verdict);
  if (leaked.objects > 0) {
    return fmt::format("{} ({}) leaked, and every budget allows it", quantity(leaked.objects, "object"),
                       human_bytes(leaked.bytes));
  }
  return "every budget holds";
}

std::string pace(const PlacedGroup& placed, const Verdict& verdict) {
  constexpr double kFewest = 0.01;
  if (verdict.iterations.empty()) return "";
  const double in_1000 = rate(placed, Measure::leaked, {verdict.basis, true, verdict.iterations});
  return in_1000 / 1000 >= kFewest ? number(in_1000 / 1000) + " per request"
                                   : number(in_1000) + " per 1000 requests";
}

std::string grown_text(const Group& group) {
  if (group.contents.empty()) return quantity(group.grown.objects, "object");
  if (group.grown.items == 0) return human_bytes(group.grown.bytes);
  if (group.key.type == "STRING") return human_bytes(group.grown.items);
  return quantity(group.grown.items, "item");
}

std::string contents_text(const Group& group) {
  if (group.contents.empty()) return live_text(group) + " objects";
  const bool in_bytes = group.grown.items == 0 || group.key.type == "STRING";
  std::string text;
  for (const Tally& tally : group.contents) {
    if (!text.empty()) text += " → ";
    text += !in_bytes                ? with_separators(tally.objects)
            : group.grown.items == 0 ? human_bytes(tally.bytes)
                                     : human_bytes(tally.objects);
  }
  return text + (in_bytes ? "" : " items");
}

std::string about(std::uint64_t number) {
  std::uint64_t unit = 1;
  while (number / unit >= 100) unit *= 10;
  return with_separators((number + unit / 2) / unit * unit);
}

std::string live_text(const Group& group, std::string_view arrow) {
  std::string text;
  for (const Tally& tally : group.live) {
    if (!text.empty()) text += arrow;
    text += with_separators(tally.objects);
  }
  return text;
}

}  // namespace heapgate
