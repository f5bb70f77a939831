#include "series_match.hpp"

namespace heapgate {

PlacedGroup as_group(const std::string& class_name, const std::string& site) {
  PlacedGroup group;
  group.group.key.class_name = class_name;
  group.site = site;
  const std::size_t colon = site.rfind(':');
  const bool has_line = colon != std::string::npos && colon + 1 < site.size() &&
                        site.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  group.path = has_line ? site.substr(0, colon) : site;
  return group;
}

bool fits(const Budget& budget, const SeriesPoint& point) {
  return applies_to(budget, as_group(point.class_name, point.site));
}

}  // namespace heapgate
