#include "finding_subject.hpp"

namespace heapgate {
namespace {

std::optional<std::string> gem_name(const PlacedGroup& placed) {
  if (!placed.gem()) return std::nullopt;
  const Gem& gem = *placed.gem();
  return gem.version.empty() ? gem.name : gem.name + " " + gem.version;
}

}  // namespace

FindingSubject subject_of(const Finding& finding, const Verdict& verdict) {
  if (finding.groups.empty()) return {};
  const PlacedGroup& placed = verdict.groups[finding.groups.front()];
  const GroupKey& key = placed.group.key;
  switch (finding.each) {
    case Each::sum: return {};
    case Each::class_name: return {.class_name = key.class_name};
    case Each::group: return {key.class_name, key.type, key.file, key.line, gem_name(placed)};
    case Each::site: return {.file = key.file, .line = key.line, .gem = gem_name(placed)};
    case Each::file: return {.file = key.file, .gem = gem_name(placed)};
    case Each::gem: return {.gem = gem_name(placed)};
  }
  return {};
}

}  // namespace heapgate
