#include "heapgate/baseline.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace heapgate {
namespace {

using Key = std::pair<std::string, std::string>;

bool exceeds(const Finding& finding) {
  return finding.status == FindingStatus::fail || finding.status == FindingStatus::warn;
}

bool is_of_budget(const Finding& finding, const Rulebook& rulebook) {
  return std::any_of(rulebook.budgets.begin(), rulebook.budgets.end(),
                     [&](const Budget& budget) { return budget.id == finding.rule; });
}

// "Cart app.rb" of "Cart app.rb:14".
std::string without_line(const std::string& subject) {
  const std::size_t colon = subject.rfind(':');
  if (colon == std::string::npos || colon + 1 == subject.size()) return subject;
  return subject.find_first_not_of("0123456789", colon + 1) == std::string::npos ? subject.substr(0, colon)
                                                                                 : subject;
}

/// Finds entries by rule and subject; one whose line moved, by the subject without it.
class Entries {
 public:
  Entries(const Baseline& baseline, const std::vector<Finding>& findings) : baseline_(baseline) {
    for (const Finding& finding : findings) now_.insert({finding.rule, finding.subject});
  }

  [[nodiscard]] const BaselineEntry* find(const Finding& finding) const {
    const BaselineEntry* moved = nullptr;
    int candidates = 0;
    for (const BaselineEntry& entry : baseline_.entries) {
      if (entry.rule != finding.rule) continue;
      if (entry.subject == finding.subject) return &entry;
      // An entry whose subject still stands is no other subject's.
      if (now_.contains({entry.rule, entry.subject})) continue;
      if (without_line(entry.subject) != without_line(finding.subject)) continue;
      moved = &entry;
      ++candidates;
    }
    return candidates == 1 ? moved : nullptr;
  }

 private:
  const Baseline& baseline_;
  std::set<Key> now_;
};

const Budget* budget_of(const Rulebook& rulebook, const Finding& finding) {
  for (const Budget& budget : rulebook.budgets) {
    if (budget.id == finding.rule) return &budget;
  }
  return nullptr;
}

bool within(const Finding& finding, const BaselineEntry& entry, const Budget* budget) {
  if (finding.unit == Unit::bytes) {
    return finding.bytes <=
           entry.bytes + static_cast<std::int64_t>(budget != nullptr ? budget->max_increase_bytes : 0);
  }
  return finding.objects <=
         entry.objects + static_cast<std::int64_t>(budget != nullptr ? budget->max_increase : 0);
}

std::string number(const Finding& finding, const BaselineEntry& entry) {
  return finding.unit == Unit::bytes ? std::to_string(entry.bytes) + " bytes"
                                     : std::to_string(entry.objects) + " objects";
}

void hold_against(Finding& finding, const BaselineEntry* entry, const Budget* budget) {
  if (entry == nullptr) {
    finding.message += ", and not in the baseline";
  } else if (within(finding, *entry, budget)) {
    finding.status = FindingStatus::pass;
    finding.message += ", but within the baseline's " + number(finding, *entry);
  } else {
    finding.message += ", and over the baseline's " + number(finding, *entry);
  }
}

// What rose comes first, the largest rise before the others.
bool before(const BaselineChange& a, const BaselineChange& b) {
  const std::int64_t rise_a = a.after - a.before;
  const std::int64_t rise_b = b.after - b.before;
  if (rise_a != rise_b) return rise_a > rise_b;
  return std::pair(a.rule, a.subject) < std::pair(b.rule, b.subject);
}

std::vector<BaselineChange> changes(const Baseline& baseline, const Entries& entries,
                                    const std::vector<Finding>& exceeding, const std::vector<Finding>& all) {
  std::map<Key, BaselineChange> found;
  std::set<const BaselineEntry*> matched;
  for (const Finding& finding : exceeding) {
    const BaselineEntry* entry = entries.find(finding);
    if (entry != nullptr) matched.insert(entry);
    found[{finding.rule, finding.subject}] = {finding.rule, finding.subject,
                                              entry != nullptr ? entry->objects : 0, finding.objects};
  }
  for (const BaselineEntry& entry : baseline.entries) {
    if (matched.contains(&entry)) continue;
    std::int64_t now = 0;
    for (const Finding& finding : all) {
      if (finding.rule == entry.rule && finding.subject == entry.subject) now = finding.objects;
    }
    found[{entry.rule, entry.subject}] = {entry.rule, entry.subject, entry.objects, now};
  }
  std::vector<BaselineChange> result;
  for (auto& [key, change] : found) {
    if (change.before != change.after) result.push_back(std::move(change));
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
      path + ": no baseline yet, so nothing fails; make it by `heapgate baseline " + path + " DUMPS`";
  return finding;
}

}  // namespace

std::vector<BaselineEntry> baseline_entries(const std::vector<Finding>& findings) {
  std::map<Key, BaselineEntry> entries;
  for (const Finding& finding : findings) {
    if (!exceeds(finding) || finding.groups.empty()) continue;
    entries[{finding.rule, finding.subject}] = {finding.rule, finding.subject, finding.objects,
                                                finding.bytes};
  }
  std::vector<BaselineEntry> result;
  for (auto& [key, entry] : entries) result.push_back(std::move(entry));
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
  const Entries entries(*baseline, findings);
  std::vector<Finding> exceeding;
  for (const Finding& finding : findings) {
    if (exceeds(finding) && is_of_budget(finding, rulebook)) exceeding.push_back(finding);
  }
  report.changes = changes(*baseline, entries, exceeding, findings);
  for (Finding& finding : findings) {
    if (!exceeds(finding) || !is_of_budget(finding, rulebook)) continue;
    hold_against(finding, entries.find(finding), budget_of(rulebook, finding));
  }
  return report;
}

}  // namespace heapgate
