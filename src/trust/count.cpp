#include <fmt/format.h>

#include "checks.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kMinDumps = 3;

}  // namespace

MaybeProblem check_count(const Process& process, std::size_t expected) {
  const std::size_t count = process.heaps.size();
  const std::string held = fmt::format("holds {} dump{}", count, count == 1 ? "" : "s");
  if (count < kMinDumps) return Problem{TrustStatus::fail, held + "; three are needed to tell a leak"};
  if (count == expected) return std::nullopt;
  return Problem{TrustStatus::fail,
                 fmt::format("{}, another process has {}; take as many of every process", held, expected)};
}

}  // namespace heapgate
