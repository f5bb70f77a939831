#pragma once

#include <string>
#include <vector>

#include "causes.hpp"

namespace heapgate {

/// Of the causes and findings of one verdict, which is longer alive: what a reader knows them by in another
/// run, the same as in the JSON report.
class CauseFingerprints {
 public:
  explicit CauseFingerprints(const Verdict& verdict);

  /// Of a leak its own, else that of the finding.
  [[nodiscard]] const std::string& of(const Cause& cause) const;
  [[nodiscard]] const std::string& of(const Finding& finding) const;

 private:
  const Verdict& verdict_;
  std::vector<std::string> findings_;
  std::vector<std::string> leaks_;
};

}  // namespace heapgate
