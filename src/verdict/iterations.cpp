#include <algorithm>

#include "heapgate/error.hpp"
#include "heapgate/verdict.hpp"
#include "rules/file/rule_merger.hpp"

namespace heapgate {
namespace {

bool needs_iterations(const Budget& budget) {
  return budget.max_per_1000 && budget.severity != Severity::off;
}

// One number a dump from the second on, if each says it.
std::vector<std::uint64_t> from_metas(std::span<const std::optional<Meta>> metas) {
  std::vector<std::uint64_t> iterations;
  for (std::size_t i = 1; i < metas.size(); ++i) {
    if (!metas[i] || metas[i]->iterations.value_or(0) == 0) return {};
    iterations.push_back(*metas[i]->iterations);
  }
  return iterations;
}

}  // namespace

std::vector<std::uint64_t> resolve_iterations(const std::vector<std::uint64_t>& given,
                                              const Rulebook& rulebook,
                                              std::span<const std::optional<Meta>> metas) {
  const std::size_t intervals = std::max<std::size_t>(metas.size(), 3) - 1;
  std::vector<std::uint64_t> iterations = !given.empty() ? given : rulebook.iterations;
  if (iterations.size() == 1) iterations.assign(intervals, iterations.front());
  // Too few dumps are no fault of the rules.
  if (!iterations.empty() && iterations.size() != intervals && metas.size() > 2) {
    const std::string name =
        given.empty() ? located(rulebook.iterations_source, "'iterations'") : "--iterations";
    throw UsageError(name + " has " + std::to_string(iterations.size()) + " numbers, and the dumps have " +
                     std::to_string(intervals) + " intervals");
  }
  if (iterations.empty()) iterations = from_metas(metas);
  const auto needy = std::find_if(rulebook.budgets.begin(), rulebook.budgets.end(), needs_iterations);
  if (iterations.empty() && needy != rulebook.budgets.end()) {
    throw UsageError(
        located(needy->source,
                "the budget '" + needy->id +
                    "' has 'max_per_1000', which needs 'iterations' (or --iterations): the requests between "
                    "two dumps"));
  }
  return iterations;
}

}  // namespace heapgate
