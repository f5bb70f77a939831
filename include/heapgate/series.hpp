#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "heapgate/place.hpp"

/// What a run leaked and kept, as numbers that can be followed over many runs.
namespace heapgate {

/// One class, site or group.
struct SeriesPoint {
  std::string class_name;  ///< empty in a sum by site
  std::string site;        ///< empty in a sum by class
  Tally leaked;
  Tally kept;

  friend bool operator==(const SeriesPoint&, const SeriesPoint&) = default;
};

/// The largest by themselves, all others as one sum.
struct SeriesList {
  std::vector<SeriesPoint> top;  ///< most leaked first, then most kept: a total order
  std::uint64_t rest_count = 0;  ///< how many the sum is of
  Tally rest_leaked;
  Tally rest_kept;

  friend bool operator==(const SeriesList&, const SeriesList&) = default;
};

struct LeakSeries {
  std::vector<Tally> live;  ///< all objects of each dump, added over the processes
  SeriesList groups, classes, sites;
};

/// Without what the rules allow. `top`: how many groups, classes and sites are told by themselves.
[[nodiscard]] LeakSeries leak_series(std::span<const PlacedGroup> groups, std::size_t top);

}  // namespace heapgate
