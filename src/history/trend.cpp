#include "trend.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <vector>

namespace heapgate {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// Pairs in which the later value is larger, less those in which it is smaller.
double rising_pairs(std::span<const double> values) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j)
      sum += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
  }
  return sum;
}

// Of rising_pairs() without a trend; values that are equal vary less.
double variance(std::span<const double> values) {
  const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
  std::map<double, double> counts;
  for (const double value : values) ++counts[value];
  double sum = term(static_cast<double>(values.size()));
  for (const auto& [value, count] : counts) sum -= term(count);
  return sum / 18;
}

// In standard deviations; 0 unless it rises.
double steadiness(std::span<const double> values) {
  const double rising = rising_pairs(values);
  const double spread = variance(values);
  return rising > 0 && spread > 0 ? (rising - 1) / std::sqrt(spread) : 0;
}

double sen_slope(std::span<const double> values) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j)
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
  }
  return median(std::move(slopes));
}

double median_of(std::span<const double> values) {
  return median({values.begin(), values.end()});
}

}  // namespace

Trend trend_of(std::span<const double> values) {
  Trend trend;
  if (values.size() < kTrendSamples) return trend;
  const double z = steadiness(values);
  trend.p = z > 0 ? std::erfc(z / std::numbers::sqrt2) / 2 : 1;
  const double level = median_of(values.first(3));
  for (std::size_t i = 1; i + kTrendSamples <= values.size(); ++i) {
    if (values[i] <= level) trend.begin = i;
  }
  const std::span<const double> rising = values.subspan(trend.begin);
  trend.slope = sen_slope(rising);
  // What was fixed meanwhile does not count any more.
  const double seen = median_of(values.last(3)) - level;
  trend.rise = std::max(0.0, std::min(trend.slope * static_cast<double>(rising.size() - 1), seen));
  return trend;
}

}  // namespace heapgate
