#include <algorithm>

#include "checks.hpp"
#include "heapgate/trust.hpp"

namespace heapgate {

const char* to_string(TrustStatus status) {
  switch (status) {
    case TrustStatus::ok: return "ok";
    case TrustStatus::warn: return "warn";
    case TrustStatus::fail: return "fail";
  }
  return "";
}

bool can_judge(std::span<const TrustFinding> findings) {
  return std::none_of(findings.begin(), findings.end(),
                      [](const TrustFinding& finding) { return finding.status == TrustStatus::fail; });
}

namespace {

void append(TrustFindings& findings, TrustFindings more, const char* check, const char* well) {
  if (more.empty()) more.push_back({check, TrustStatus::ok, well});
  findings.insert(findings.end(), more.begin(), more.end());
}

template <class Check>
TrustFindings over_heaps(std::span<const Process> processes, Check check) {
  TrustFindings findings;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      const TrustFindings more = check(heap);
      findings.insert(findings.end(), more.begin(), more.end());
    }
  }
  return findings;
}

}  // namespace

std::vector<TrustFinding> assess(std::span<const Process> processes) {
  TrustFindings findings;
  append(findings, over_heaps(processes, check_readable), "readable", "every dump was read to its end");
  if (!can_judge(findings)) return findings;
  append(findings, check_count(processes), "count", "there are three or more dumps of every process");
  append(findings, over_heaps(processes, check_dump), "dump", "every file is a heap dump");
  if (!can_judge(findings)) return findings;
  append(findings, over_heaps(processes, check_complete), "complete",
         "nothing that is referenced is missing");
  return findings;
}

}  // namespace heapgate
