#pragma once

#include <cstddef>
#include <span>

namespace heapgate {

/// Fewer samples tell no trend; older ones than the newest so many are not looked at.
inline constexpr std::size_t kTrendSamples = 10;
inline constexpr std::size_t kTrendWindow = 50;
/// Chance of seeing a trend in noise, over all subjects of a budget together.
inline constexpr double kTrendSignificance = 0.01;

/// How values move over time.
struct Trend {
  double p = 1;  ///< chance that noise without a trend rises as steadily, or more: Mann-Kendall, one-sided
  double slope = 0;  ///< a sample: Sen's, the median of all pairs' slopes
  double rise = 0;   ///< over all samples by that slope, and never more than from the first three to the last
  std::size_t begin = 0;  ///< the last sample as low as at first, at least ten from the end
};

/// Mann-Kendall's test with the normal approximation, corrected for ties and continuity: it asks only in how
/// many pairs the later value is the larger one, so that outliers count little and no distribution is
/// assumed. It does assume that runs are independent: where neighbouring runs resemble each other, noise
/// looks like a trend more often.
[[nodiscard]] Trend trend_of(std::span<const double> values);

}  // namespace heapgate
