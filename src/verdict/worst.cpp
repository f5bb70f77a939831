#include "heapgate/worst.hpp"

#include <algorithm>

namespace heapgate {
namespace {

bool same_budget(const Finding& a, const Finding& b) {
  return a.rule == b.rule && a.measure == b.measure && a.unit == b.unit;
}

double excess(const Finding& finding) {
  return actual_of(finding) - limit_of(finding);
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
    if (finding.status == FindingStatus::skip || finding.rule == "allow") continue;
    const auto before = std::find_if(worst.begin(), worst.end(),
                                     [&](const Finding* other) { return same_budget(*other, finding); });
    if (before == worst.end()) {
      worst.push_back(&finding);
    } else if (excess(finding) > excess(**before)) {
      *before = &finding;
    }
  }
  return worst;
}

}  // namespace heapgate
