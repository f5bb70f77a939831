#include "subjects.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace heapgate {
namespace {

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
    case Each::class_name: return class_subject(group) + budget.scope;
    case Each::site: return group.short_site();
    case Each::gem: return gem_name(group) + budget.scope;
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

bool applies_to(const Budget& budget, const PlacedGroup& group) {
  // There may be thousands of exceptions, and few budgets that they are asked for.
  if (!fits(budget.matchers, group)) return false;
  return std::none_of(budget.except().begin(), budget.except().end(),
                      [&](const Matcher& matcher) { return matcher.matches(group); });
}

std::vector<Subject> subjects(const Budget& budget, std::span<const PlacedGroup> groups, const Sight& sight) {
  std::map<SubjectKey, Subject> by_key;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (!applies_to(budget, groups[i])) continue;
    const Amount value = counted(groups[i], budget.measure);
    if (is_zero(value)) continue;
    Subject& subject = by_key[subject_key(budget, groups[i])];
    subject.amount.add(value);
    if (!sight.iterations.empty()) subject.rate += rate(groups[i], budget.measure, sight);
    subject.groups.push_back(i);
  }
  std::vector<Subject> result;
  for (auto& [key, subject] : by_key) {
    if (is_zero(subject.amount) && budget.each != Each::sum) continue;
    subject.name = key.first;
    std::stable_sort(subject.groups.begin(), subject.groups.end(), [&](std::size_t a, std::size_t b) {
      return rank(counted(groups[a], budget.measure)) > rank(counted(groups[b], budget.measure));
    });
    result.push_back(std::move(subject));
  }
  if (result.empty()) result.push_back({budget.subject, {}, 0, {}});
  std::stable_sort(result.begin(), result.end(),
                   [](const Subject& a, const Subject& b) { return rank(a.amount) > rank(b.amount); });
  return result;
}

}  // namespace heapgate
