#include "heapgate/series.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "util/text.hpp"

namespace heapgate {
namespace {

using Names = std::pair<std::string, std::string>;
using Points = std::map<Names, SeriesPoint>;

void add(Points& points, const std::string& class_name, const std::string& site, const Tally& leaked,
         const Tally& kept) {
  SeriesPoint& point = points[{class_name, site}];
  point.class_name = class_name;
  point.site = site;
  point.leaked.add(leaked);
  point.kept.add(kept);
}

auto rank(const SeriesPoint& point) {
  return std::tuple(point.leaked.objects, point.leaked.bytes, point.kept.objects, point.kept.bytes);
}

SeriesList largest(const Points& points, std::size_t top) {
  SeriesList list;
  for (const auto& [names, point] : points) list.top.push_back(point);
  // Stable: what is as large stays in the order of its names.
  std::stable_sort(list.top.begin(), list.top.end(),
                   [](const SeriesPoint& a, const SeriesPoint& b) { return rank(a) > rank(b); });
  for (std::size_t i = top; i < list.top.size(); ++i) {
    list.rest_leaked.add(list.top[i].leaked);
    list.rest_kept.add(list.top[i].kept);
    ++list.rest_count;
  }
  list.top.resize(std::min(top, list.top.size()));
  return list;
}

}  // namespace

LeakSeries leak_series(std::span<const PlacedGroup> groups, std::size_t top) {
  LeakSeries series;
  Points by_group, by_class, by_site;
  for (const PlacedGroup& placed : groups) {
    const Group& group = placed.group;
    series.live.resize(std::max(series.live.size(), group.live.size()));
    for (std::size_t i = 0; i < group.live.size(); ++i) series.live[i].add(group.live[i]);
    const Tally leaked = placed.not_allowed();
    const Tally kept = group.kept - placed.allowed.kept;
    if (leaked.objects == 0 && kept.objects == 0) continue;
    const std::string class_name = clean_line(group.key.name());
    const std::string site = clean_line(placed.short_site());
    add(by_group, class_name, site, leaked, kept);
    add(by_class, class_name, "", leaked, kept);
    add(by_site, "", site, leaked, kept);
  }
  series.groups = largest(by_group, top);
  series.classes = largest(by_class, top);
  series.sites = largest(by_site, top);
  return series;
}

}  // namespace heapgate
