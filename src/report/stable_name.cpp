#include "stable_name.hpp"

namespace heapgate {
namespace {

// Only what makes a name.
PlacedGroup without_line(const PlacedGroup& placed) {
  PlacedGroup result;
  result.group.key = placed.group.key;
  result.group.key.line.reset();
  result.file = placed.file;
  return result;
}

}  // namespace

std::string stable_name(const Finding& finding, const Verdict& verdict) {
  if (finding.groups.empty()) return finding.subject;
  const PlacedGroup& first = verdict.groups[finding.groups.front()];
  switch (finding.each) {
    case Each::group: return stable_name(first);
    case Each::site: return without_line(first).short_site();
    case Each::sum:
    case Each::class_name:
    case Each::gem:
    case Each::file: break;
  }
  return finding.subject;
}

std::string stable_name(const PlacedGroup& placed) {
  return without_line(placed).subject();
}

}  // namespace heapgate
