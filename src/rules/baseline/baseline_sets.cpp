#include "baseline_sets.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rules/judge/amount.hpp"

namespace heapgate {
namespace {

const BaselineEntry* find(const Baseline& baseline, const std::string& rule, const std::string& subject) {
  const auto found = std::find_if(
      baseline.entries.begin(), baseline.entries.end(),
      [&](const BaselineEntry& entry) { return entry.rule == rule && entry.subject == subject; });
  return found != baseline.entries.end() ? &*found : nullptr;
}

}  // namespace

bool lets_set_leak(const Baseline& baseline, const Finding& finding, std::span<const PlacedGroup> groups) {
  const bool is_set = finding.measure == Measure::leaked && finding.groups.size() > 1;
  if (!is_set || find(baseline, finding.rule, finding.subject) != nullptr) return false;
  Amount let;
  for (const std::size_t group : finding.groups) {
    if (const BaselineEntry* entry = find(baseline, finding.rule, groups[group].subject()))
      let.add({entry->objects, entry->bytes});
  }
  return finding.objects <= let.objects && finding.bytes <= let.bytes;
}

std::vector<BaselineEntry> entries_for_sets(const Baseline& baseline, std::span<const Finding> findings,
                                            std::span<const PlacedGroup> groups) {
  std::map<std::pair<std::string, std::string>, BaselineEntry> entries;
  for (const Finding& finding : findings) {
    if (!is_over(finding) || !lets_set_leak(baseline, finding, groups)) continue;
    for (const std::size_t group : finding.groups) {
      const std::string subject = groups[group].subject();
      const BaselineEntry* entry = find(baseline, finding.rule, subject);
      if (entry == nullptr) continue;
      const Amount now = counted(groups[group], Measure::leaked);
      entries[{finding.rule, subject}] = {finding.rule, subject, std::min(entry->objects, now.objects),
                                          std::min(entry->bytes, now.bytes)};
    }
  }
  std::vector<BaselineEntry> result;
  for (auto& [key, entry] : entries) result.push_back(std::move(entry));
  return result;
}

}  // namespace heapgate
