#include "cause_fingerprint.hpp"

#include "fingerprint.hpp"

namespace heapgate {

CauseFingerprints::CauseFingerprints(const Verdict& verdict)
    : verdict_(verdict), findings_(fingerprints(verdict)) {
  if (verdict.explanation) leaks_ = leak_fingerprints(verdict);
}

const std::string& CauseFingerprints::of(const Cause& cause) const {
  if (cause.leak == nullptr) return of(*cause.findings.front());
  return leaks_[static_cast<std::size_t>(cause.leak - verdict_.explanation->leaks.data())];
}

const std::string& CauseFingerprints::of(const Finding& finding) const {
  return findings_[static_cast<std::size_t>(&finding - verdict_.findings.data())];
}

}  // namespace heapgate
