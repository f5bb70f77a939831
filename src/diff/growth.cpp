#include "heapgate/growth.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace heapgate {
namespace {

using Values = std::span<const std::uint64_t>;

double growth_at(Values values, std::size_t interval) {
  return static_cast<double>(values[interval + 1]) - static_cast<double>(values[interval]);
}

// Of each interval, for an iteration where these are known.
std::vector<double> rates(Values values, Values iterations) {
  std::vector<double> result;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    result.push_back(growth_at(values, i) / (iterations.empty() ? 1 : static_cast<double>(iterations[i])));
  }
  return result;
}

// The smallest growth from interval `from` on; 0 if it is negative.
std::uint64_t smallest_growth(Values values, std::size_t from) {
  std::uint64_t smallest = values.back();
  for (std::size_t i = from; i + 1 < values.size(); ++i) {
    smallest = std::min(smallest, values[i + 1] > values[i] ? values[i + 1] - values[i] : 0);
  }
  return smallest;
}

// Every growth is smaller than the one before, but for what chance may add to so few.
bool falls(const std::vector<double>& rates, Values values) {
  for (std::size_t i = 1; i < rates.size(); ++i) {
    const double before = growth_at(values, i - 1);
    const double by_chance = std::sqrt(before) * rates[i - 1] / before;
    if (rates[i] >= rates[i - 1] + (i > 1 ? by_chance : 0)) return false;
  }
  return true;
}

// What a growth that falls by `ratio` from interval to interval adds up to.
double still_to_come(double last, double ratio) {
  return last * ratio / (1 - ratio);
}

// Where it levels off; 0 if it does not. What is to come must be less than what is there, of which what was
// there before the first dump tells little.
std::uint64_t level_of(Values values, const std::vector<double>& rates) {
  constexpr std::size_t kFewestIntervals = 3;
  if (rates.size() < kFewestIntervals || !falls(rates, values)) return 0;
  double ratio = 0;
  for (std::size_t i = 1; i < rates.size(); ++i) ratio += rates[i] / rates[i - 1];
  ratio /= static_cast<double>(rates.size() - 1);
  if (ratio >= 1) return 0;
  const double to_come = still_to_come(growth_at(values, rates.size() - 1), ratio);
  const auto there = static_cast<double>(values.back());
  const double grown = there - static_cast<double>(values.front());
  if (to_come > std::min(there, 2 * grown)) return 0;
  return static_cast<std::uint64_t>(std::llround(there + to_come));
}

// The first of the intervals at the end in which it grew without a break, if these are two and more and it
// never fell before: what comes and goes does.
std::optional<std::size_t> late_begin(const std::vector<double>& rates) {
  constexpr std::size_t kFewest = 2;
  std::size_t begin = rates.size();
  while (begin > 0 && rates[begin - 1] > 0) --begin;
  const bool fell = std::any_of(rates.begin(), rates.end(), [](double rate) { return rate < 0; });
  return !fell && rates.size() - begin >= kFewest ? std::optional(begin) : std::nullopt;
}

}  // namespace

Movement movement(std::span<const std::uint64_t> values, std::span<const std::uint64_t> iterations) {
  if (values.size() < 2) return {};
  const std::vector<double> by_interval = rates(values, iterations);
  const auto [smallest, largest] = std::minmax_element(by_interval.begin(), by_interval.end());
  if (*smallest <= 0) {
    const std::optional<std::size_t> begin = late_begin(by_interval);
    return begin ? Movement{Course::late, smallest_growth(values, *begin), 0, *begin} : Movement{};
  }
  const std::uint64_t level = level_of(values, by_interval);
  if (level > 0) return {Course::levels_off, smallest_growth(values, 0), level};
  return {*largest > 2 * *smallest ? Course::uneven : Course::steady, smallest_growth(values, 0), 0};
}

bool growth_fell(std::span<const std::uint64_t> values, std::span<const std::uint64_t> iterations) {
  constexpr double kStill = 0.9;
  if (values.size() != 3) return false;
  const std::vector<double> by_interval = rates(values, iterations);
  return by_interval[1] > 0 && by_interval[1] <= kStill * by_interval[0];
}

}  // namespace heapgate
