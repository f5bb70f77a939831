#include "baseline_match.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace heapgate {
namespace {

using Key = std::pair<std::string, std::string>;

// "Cart app.rb:14" is line 14 of "Cart app.rb".
struct Lined {
  std::string text;
  std::uint64_t line = 0;
};

std::optional<Lined> split_line(const std::string& subject) {
  const std::size_t colon = subject.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  Lined lined{subject.substr(0, colon), 0};
  const char* end = subject.data() + subject.size();
  const auto [stop, error] = std::from_chars(subject.data() + colon + 1, end, lined.line);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return lined;
}

// Subjects and entries that differ in nothing but the line, and found no partner of the same line.
struct Moved {
  std::map<std::uint64_t, BaselineSubject*> subjects;
  std::map<std::uint64_t, const BaselineEntry*> entries;

  void pair_in_order() {
    auto entry = entries.begin();
    for (auto& [line, subject] : subjects) subject->entry = (entry++)->second;
  }
  void drop_what_holds() {
    std::erase_if(subjects, [](const auto& item) { return !item.second->exceeds; });
  }
};

BaselineSubjects subjects_of(const std::vector<Finding>& findings) {
  BaselineSubjects subjects;
  for (const Finding& finding : findings) {
    if (finding.status == FindingStatus::skip) continue;
    BaselineSubject& subject = subjects[{finding.rule, finding.subject}];
    const bool exceeds = finding.status != FindingStatus::pass;
    subject.objects = finding.objects;
    subject.bytes = finding.bytes;
    subject.exceeds = subject.exceeds || exceeds;
    subject.exceeds_bytes = subject.exceeds_bytes || (exceeds && finding.unit == Unit::bytes);
  }
  return subjects;
}

}  // namespace

BaselineSubjects match_baseline(const Baseline& baseline, const std::vector<Finding>& findings) {
  BaselineSubjects subjects = subjects_of(findings);
  std::map<Key, Moved> moved;
  for (const BaselineEntry& entry : baseline.entries) {
    const auto found = subjects.find({entry.rule, entry.subject});
    if (found != subjects.end()) {
      found->second.entry = &entry;
    } else if (const auto lined = split_line(entry.subject)) {
      moved[{entry.rule, lined->text}].entries[lined->line] = &entry;
    }
  }
  for (auto& [key, subject] : subjects) {
    if (subject.entry != nullptr) continue;
    if (const auto lined = split_line(key.second)) {
      moved[{key.first, lined->text}].subjects[lined->line] = &subject;
    }
  }
  // Where one came or went beside those that moved, none can be told from the others.
  for (auto& [key, group] : moved) {
    if (group.subjects.size() != group.entries.size()) group.drop_what_holds();
    if (group.subjects.size() == group.entries.size()) group.pair_in_order();
  }
  return subjects;
}

}  // namespace heapgate
