#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "heapgate/verdict.hpp"

namespace heapgate {

/// What a finding is about, part by part: what the groups of its subject have in common. Of a class that is
/// no site, of a site no class.
struct FindingSubject {
  std::optional<std::string> class_name{};
  std::optional<std::string> type{};
  std::optional<std::string> file{};  ///< as the dump has it
  std::optional<std::int64_t> line{};
  std::optional<std::string> gem{};  ///< "puma 5.6.5"
};

[[nodiscard]] FindingSubject subject_of(const Finding& finding, const Verdict& verdict);

}  // namespace heapgate
