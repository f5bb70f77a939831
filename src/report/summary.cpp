#include "summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rules/amount.hpp"
#include "text.hpp"

namespace heapgate {
namespace {

std::string number(double value) {
  constexpr double kManyDigits = 100;
  return value < kManyDigits ? fmt::format("{:.3g}", value)
                             : with_separators(static_cast<std::int64_t>(std::llround(value)));
}

}  // namespace

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
    return counted(failed, "limit") + (failed == 1 ? " is" : " are") + " exceeded" + goes_on;
  }
  const std::uint64_t warned = count(verdict, FindingStatus::warn);
  if (warned > 0 && verdict.outcome == Outcome::fail)
    return counted(warned, "warning") + ", which fail" + (warned == 1 ? "s" : "") + " this run" + goes_on;
  if (warned > 0) return "no limit that fails the build is exceeded, " + counted(warned, "warning");
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

std::string live_text(const Group& group, std::string_view arrow) {
  std::string text;
  for (const Tally& tally : group.live) {
    if (!text.empty()) text += arrow;
    text += with_separators(tally.objects);
  }
  return text;
}

}  // namespace heapgate
