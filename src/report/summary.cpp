#include "summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
  const std::uint64_t failed = count(verdict, FindingStatus::fail);
  if (failed > 0) {
    return quantity(failed, "limit") + (failed == 1 ? " is" : " are") + " exceeded" + goes_on;
  }
  const std::uint64_t warned = count(verdict, FindingStatus::warn);
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

const PlacedGroup* worst_group(const Verdict& verdict) {
  const auto worst =
      std::find_if(verdict.findings.begin(), verdict.findings.end(), [](const Finding& finding) {
        return finding.status == FindingStatus::fail && !finding.groups.empty();
      });
  return worst != verdict.findings.end() ? &verdict.groups[worst->groups.front()] : nullptr;
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
