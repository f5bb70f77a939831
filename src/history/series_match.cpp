#include "series_match.hpp"

#include <cstdlib>
#include <utility>

namespace heapgate {

PlacedGroup as_group(const std::string& class_name, const std::string& site) {
  Group group;
  group.key.class_name = class_name;
  const std::size_t colon = site.rfind(':');
  const bool has_line = colon != std::string::npos && colon + 1 < site.size() &&
                        site.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  if (has_line) group.key.line = std::strtoll(site.c_str() + colon + 1, nullptr, 10);
  group.key.file = has_line ? site.substr(0, colon) : site;
  auto file = std::make_shared<const FilePlace>(FilePlace{*group.key.file, std::nullopt});
  return {std::move(group), std::move(file)};
}

bool fits(const Budget& budget, const SeriesPoint& point) {
  return applies_to(budget, as_group(point.class_name, point.site));
}

}  // namespace heapgate
