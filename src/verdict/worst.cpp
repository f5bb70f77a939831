#include "heapgate/worst.hpp"

#include <algorithm>
#include <utility>

namespace heapgate {
namespace {

bool same_budget(const Finding& a, const Finding& b) {
  return a.rule == b.rule && a.measure == b.measure && a.unit == b.unit;
}

// What a baseline lets through may be further over its limit than what fails.
std::pair<int, double> badness(const Finding& finding) {
  const int status = finding.status == FindingStatus::fail   ? 2
                     : finding.status == FindingStatus::warn ? 1
                                                             : 0;
  return {status, actual_of(finding) - limit_of(finding)};
}

}  // namespace

double actual_of(const Finding& finding) {
  return finding.unit == Unit::per_1000 ? finding.rate : static_cast<double>(finding.actual);
}

double limit_of(const Finding& finding) {
  return finding.unit == Unit::per_1000 ? finding.rate_limit : static_cast<double>(finding.limit);
}

std::vector<const Finding*> worst_findings(std::span<const Finding> findings) {
  std::vector<const Finding*> worst;
  for (const Finding& finding : findings) {
    if (finding.status == FindingStatus::skip || finding.kind == FindingKind::allowance) continue;
    const auto before = std::find_if(worst.begin(), worst.end(),
                                     [&](const Finding* other) { return same_budget(*other, finding); });
    if (before == worst.end()) {
      worst.push_back(&finding);
    } else if (badness(finding) > badness(**before)) {
      *before = &finding;
    }
  }
  return worst;
}

}  // namespace heapgate
