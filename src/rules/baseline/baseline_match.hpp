#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "heapgate/baseline.hpp"

namespace heapgate {

/// What the findings say of one subject of a budget, and the baseline's entry for it.
struct BaselineSubject {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
  bool exceeds = false;                  ///< one of its limits
  bool exceeds_bytes = false;            ///< its limit in bytes
  const BaselineEntry* entry = nullptr;  ///< none if it is not in the baseline
};

/// By rule and subject.
using BaselineSubjects = std::map<std::pair<std::string, std::string>, BaselineSubject>;

/// The subjects of all findings that were judged, each with its entry: the one of the same rule and subject
/// or, where lines of the source moved, the one in the same place in the order of lines. Points into
/// `baseline`.
[[nodiscard]] BaselineSubjects match_baseline(const Baseline& baseline, const std::vector<Finding>& findings);

}  // namespace heapgate
