#include "subjects.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>
#include <tuple>

namespace heapgate {
namespace {

std::int64_t as_signed(std::uint64_t value) {
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    throw std::overflow_error("a measure exceeds 63 bits");
  }
  return static_cast<std::int64_t>(value);
}

Amount amount_of(const Tally& tally) {
  return {as_signed(tally.objects), as_signed(tally.bytes)};
}

bool matches(const Budget& budget, const PlacedGroup& group) {
  return std::all_of(budget.matchers.begin(), budget.matchers.end(),
                     [&](const Matcher& matcher) { return matcher.matches(group); });
}

std::string gem_name(const PlacedGroup& group) {
  if (!group.gem) return "(no gem)";
  return group.gem->version.empty() ? group.gem->name : group.gem->name + " " + group.gem->version;
}

std::string class_subject(const PlacedGroup& group) {
  const GroupKey& key = group.group.key;
  return key.type == "IMEMO" ? "IMEMO " + key.class_name : key.class_name;
}

std::string subject_name(const Budget& budget, const PlacedGroup& group) {
  switch (budget.each) {
    case Each::sum: return budget.subject;
    case Each::group: return group.subject();
    case Each::class_name: return class_subject(group);
    case Each::site: return group.site;
    case Each::gem: return gem_name(group);
  }
  return {};
}

// Groups whose class and site are the same stay apart by their type.
using SubjectKey = std::pair<std::string, std::string>;

SubjectKey subject_key(const Budget& budget, const PlacedGroup& group) {
  return {subject_name(budget, group), budget.each == Each::group ? group.group.key.type : std::string()};
}

std::tuple<std::int64_t, std::int64_t> rank(const Amount& amount) {
  return {amount.objects, amount.bytes};
}

bool is_zero(const Amount& amount) {
  return amount.objects == 0 && amount.bytes == 0;
}

}  // namespace

void Amount::add(const Amount& other) {
  if (__builtin_add_overflow(objects, other.objects, &objects) ||
      __builtin_add_overflow(bytes, other.bytes, &bytes)) {
    throw std::overflow_error("a sum exceeds 63 bits");
  }
}

Amount amount(const Group& group, Measure measure) {
  switch (measure) {
    case Measure::leaked: return amount_of(group.leaked);
    case Measure::kept: return amount_of(group.kept);
    case Measure::transient: return amount_of(group.transient);
    case Measure::growth: break;
  }
  const Amount first = amount_of(group.live.front());
  const Amount last = amount_of(group.live.back());
  return {last.objects - first.objects, last.bytes - first.bytes};
}

std::vector<Subject> subjects(const Budget& budget, std::span<const PlacedGroup> groups) {
  std::map<SubjectKey, Subject> by_key;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (!matches(budget, groups[i])) continue;
    const Amount value = amount(groups[i].group, budget.measure);
    if (is_zero(value)) continue;
    Subject& subject = by_key[subject_key(budget, groups[i])];
    subject.amount.add(value);
    subject.groups.push_back(i);
  }
  std::vector<Subject> result;
  for (auto& [key, subject] : by_key) {
    if (is_zero(subject.amount) && budget.each != Each::sum) continue;
    subject.name = key.first;
    std::stable_sort(subject.groups.begin(), subject.groups.end(), [&](std::size_t a, std::size_t b) {
      return rank(amount(groups[a].group, budget.measure)) > rank(amount(groups[b].group, budget.measure));
    });
    result.push_back(std::move(subject));
  }
  if (result.empty()) result.push_back({budget.subject, {}, {}});
  std::stable_sort(result.begin(), result.end(),
                   [](const Subject& a, const Subject& b) { return rank(a.amount) > rank(b.amount); });
  return result;
}

}  // namespace heapgate
