#include "heapgate/baseline.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "baseline_match.hpp"

namespace heapgate {
namespace {

// What is allowed is no budget's.
bool is_of_budget(const Finding& finding, const Rulebook& rulebook) {
  return std::any_of(rulebook.budgets.begin(), rulebook.budgets.end(),
                     [&](const Budget& budget) { return budget.id == finding.rule; });
}

// now <= before + leeway, without overflow.
bool within(std::int64_t now, std::int64_t before, std::uint64_t leeway) {
  return now <= before || static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(before) <= leeway;
}

std::string in_words(std::int64_t number, bool in_bytes) {
  return std::to_string(number) + (in_bytes ? " byte" : " object") + (number == 1 ? "" : "s");
}

void hold_against(Finding& finding, const BaselineEntry* entry) {
  if (entry == nullptr) {
    finding.message += ", and not in the baseline";
    return;
  }
  const bool in_bytes = finding.unit == Unit::bytes;
  const std::uint64_t more = in_bytes ? finding.max_increase_bytes : finding.max_increase;
  const bool holds =
      in_bytes ? within(finding.bytes, entry->bytes, more) : within(finding.objects, entry->objects, more);
  finding.message += holds ? ", but within the baseline's " : ", and over the baseline's ";
  finding.message += in_words(in_bytes ? entry->bytes : entry->objects, in_bytes);
  if (more > 0) finding.message += " and the " + std::to_string(more) + " more it may grow by";
  if (holds) finding.status = FindingStatus::pass;
}

// What rose comes first, the largest rise before the others.
bool before(const BaselineChange& a, const BaselineChange& b) {
  const auto rise = [](const BaselineChange& change) {
    return std::pair(change.after - change.before, change.bytes_after - change.bytes_before);
  };
  if (rise(a) != rise(b)) return rise(a) > rise(b);
  return std::pair(a.rule, a.subject) < std::pair(b.rule, b.subject);
}

std::vector<BaselineChange> changes(const Baseline& baseline, const BaselineSubjects& subjects) {
  std::vector<BaselineChange> result;
  std::set<const BaselineEntry*> matched;
  for (const auto& [key, subject] : subjects) {
    const BaselineEntry entry = subject.entry != nullptr ? *subject.entry : BaselineEntry{};
    matched.insert(subject.entry);
    if (subject.entry == nullptr && !subject.exceeds) continue;
    const bool bytes_changed = subject.exceeds_bytes && subject.bytes != entry.bytes;
    if (subject.objects == entry.objects && !bytes_changed) continue;
    result.push_back({key.first, key.second, entry.objects, subject.objects, entry.bytes, subject.bytes});
  }
  for (const BaselineEntry& entry : baseline.entries) {
    if (!matched.contains(&entry))
      result.push_back({entry.rule, entry.subject, entry.objects, 0, entry.bytes, 0});
  }
  std::sort(result.begin(), result.end(), before);
  return result;
}

Finding no_baseline(const std::string& path) {
  Finding finding;
  finding.rule = "baseline";
  finding.subject = path;
  finding.status = FindingStatus::skip;
  finding.message =
      path + ": no baseline yet, so nothing fails; this run writes it, if the dumps can be judged";
  return finding;
}

}  // namespace

std::vector<BaselineEntry> baseline_entries(const std::vector<Finding>& findings) {
  std::map<std::pair<std::string, std::string>, BaselineEntry> entries;
  for (const Finding& finding : findings) {
    if (!is_over(finding) || finding.groups.empty()) continue;
    entries[{finding.rule, finding.subject}] = {finding.rule, finding.subject, finding.objects,
                                                finding.bytes};
  }
  std::vector<BaselineEntry> result;
  for (auto& [key, entry] : entries) result.push_back(std::move(entry));
  return result;
}

std::vector<BaselineEntry> tightened(const Baseline& baseline, const std::vector<Finding>& findings) {
  std::vector<BaselineEntry> result;
  for (const auto& [key, subject] : match_baseline(baseline, findings)) {
    if (subject.entry == nullptr || !subject.exceeds) continue;
    result.push_back({key.first, key.second, std::min(subject.objects, subject.entry->objects),
                      std::min(subject.bytes, subject.entry->bytes)});
  }
  return result;
}

BaselineReport apply_baseline(const std::optional<Baseline>& baseline, const std::string& path,
                              const Rulebook& rulebook, std::vector<Finding>& findings) {
  BaselineReport report{path, !baseline, {}};
  if (!baseline) {
    for (Finding& finding : findings) {
      if (finding.status == FindingStatus::fail) finding.status = FindingStatus::warn;
    }
    findings.insert(findings.begin(), no_baseline(path));
    return report;
  }
  std::vector<Finding> judged;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(judged),
               [&](const Finding& finding) { return is_of_budget(finding, rulebook); });
  const BaselineSubjects subjects = match_baseline(*baseline, judged);
  report.changes = changes(*baseline, subjects);
  for (Finding& finding : findings) {
    const auto subject = subjects.find({finding.rule, finding.subject});
    if (is_over(finding) && subject != subjects.end()) hold_against(finding, subject->second.entry);
  }
  return report;
}

}  // namespace heapgate
