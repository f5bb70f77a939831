#include "subjects.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace heapgate {
namespace {

std::string gem_name(const PlacedGroup& group) {
  if (!group.gem()) return "(no gem)";
  const Gem& gem = *group.gem();
  return gem.version.empty() ? gem.name : gem.name + " " + gem.version;
}

std::string subject_name(const Budget& budget, Each each, const PlacedGroup& group) {
  switch (each) {
    case Each::sum: return budget.subject;
    case Each::group: return group.subject();
    case Each::class_name: return group.group.key.name() + budget.scope;
    case Each::site: return group.short_site();
    case Each::gem: return gem_name(group) + budget.scope;
    case Each::file: return group.path();
  }
  return {};
}

// Groups whose class and site are the same stay apart by their type.
using SubjectKey = std::pair<std::string, std::string>;

std::tuple<std::int64_t, std::int64_t> rank(const Amount& amount) {
  return {amount.objects, amount.bytes};
}

bool is_zero(const Amount& amount) {
  return amount.objects == 0 && amount.bytes == 0;
}

bool is_more(const Amount& a, const Amount& b) {
  return a.objects > b.objects || a.bytes > b.bytes;
}

// Whether it adds anything to what leaks of a set: most groups stay as they are.
bool moves(const Group& group) {
  if (group.leaked != Tally{} || group.kept.objects > 0 || group.late.objects > 0) return true;
  return std::any_of(group.live.begin(), group.live.end(),
                     [&](const Tally& live) { return live.objects != group.live.front().objects; });
}

bool grew(const Group& group) {
  return group.live.back().objects > group.live.front().objects;
}

class SubjectFinder {
 public:
  SubjectFinder(const Budget& budget, const View& view, std::span<const PlacedGroup> groups,
                const JudgeContext& context)
      : budget_(budget), view_(view), groups_(groups), context_(context) {}

  std::vector<Subject> find() {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (counts(i)) add(i);
    }
    std::vector<Subject> result;
    for (auto& [key, draft] : by_key_) {
      draft.subject.name = key.first;
      finish(draft);
      if (is_told(draft)) result.push_back(std::move(draft.subject));
    }
    if (result.empty() && !view_.wider)
      result.push_back({budget_.subject, {}, 0, {}, {}, {}, false, view_.each});
    std::stable_sort(result.begin(), result.end(),
                     [](const Subject& a, const Subject& b) { return rank(a.amount) > rank(b.amount); });
    return result;
  }

 private:
  struct Draft {
    Subject subject;
    Amount largest;     // of its groups
    Amount of_allowed;  // what leaks and is allowed
  };

  [[nodiscard]] bool by_set() const { return budget_.measure == Measure::leaked; }

  [[nodiscard]] bool counts(std::size_t i) const {
    const PlacedGroup& placed = groups_[i];
    // A group by itself leaks what it leaks.
    const bool by_moves = by_set() && view_.each != Each::group;
    const bool may =
        by_moves ? moves(placed.group) && !placed.allowed.all : !is_zero(counted(placed, budget_.measure));
    if (!may || view_.told[i] || (view_.wider && !is_in_wider(placed.group.key))) return false;
    return applies_to(budget_, placed);
  }

  // What has no site is of none together.
  [[nodiscard]] bool is_in_wider(const GroupKey& key) const {
    const bool by_place = view_.each == Each::site || view_.each == Each::file || view_.each == Each::gem;
    return key.type != "IMEMO" && (key.file || !by_place);
  }

  void add(std::size_t i) {
    const PlacedGroup& placed = groups_[i];
    const std::string type = view_.each == Each::group ? placed.group.key.type : std::string();
    Draft& draft = by_key_[{subject_name(budget_, view_.each, placed), type}];
    Subject& subject = draft.subject;
    subject.each = view_.each;
    const Amount value = counted(placed, budget_.measure);
    subject.amount.add(value);
    if (is_more(value, draft.largest)) draft.largest = value;
    if (!context_.iterations.empty()) subject.rate += rate(placed, budget_.measure, context_);
    subject.text = (subject.groups.empty() || subject.text) && placed.group.key.type == "STRING";
    if (!is_zero(value) || grew(placed.group)) subject.groups.push_back(i);
    if (!by_set()) return add_contents(placed.group.contents, subject.held);
    subject.set.add(placed.group);
    const Amount all = measured(placed.group, Measure::leaked);
    draft.of_allowed.add({all.objects - value.objects, all.bytes - value.bytes});
  }

  static void add_contents(const std::vector<Tally>& contents, std::vector<std::uint64_t>& held) {
    held.resize(std::max(held.size(), contents.size()));
    for (std::size_t i = 0; i < contents.size(); ++i) held[i] = checked_add(held[i], contents[i].objects);
  }

  // In a wider view one object that was made once may be larger than all that leaks beside it: their mean
  // says nothing then, and no more bytes leak than the set grew by in every interval.
  [[nodiscard]] Amount whole_of(const GroupSet& set) const {
    Tally leaked = set.leaked(context_.iterations);
    if (view_.wider) {
      std::vector<std::uint64_t> bytes;
      for (const Tally& live : set.live()) bytes.push_back(live.bytes);
      leaked.bytes = std::min(leaked.bytes, movement(bytes, context_.iterations).smallest);
    }
    return amount_of(leaked);
  }

  void finish(Draft& draft) const {
    Subject& subject = draft.subject;
    if (by_set()) {
      const Amount whole = whole_of(subject.set);
      subject.amount = {std::max(subject.amount.objects, whole.objects - draft.of_allowed.objects),
                        std::max(subject.amount.bytes, whole.bytes - draft.of_allowed.bytes)};
      if (!context_.iterations.empty() && whole.objects > 0) {
        const double share = static_cast<double>(subject.amount.objects) / static_cast<double>(whole.objects);
        subject.rate = std::max(subject.rate, rate(subject.set, context_) * share);
      }
    }
    keep_what_counts(subject);
  }

  // Of what leaks together also those that leak nothing alone; then it is told of nothing else.
  void keep_what_counts(Subject& subject) const {
    const auto value = [this](std::size_t i) { return counted(groups_[i], budget_.measure); };
    Amount alone;
    for (const std::size_t i : subject.groups) alone.add(value(i));
    if (!is_more(subject.amount, alone)) {
      std::erase_if(subject.groups, [&](std::size_t i) { return is_zero(value(i)); });
    }
    std::stable_sort(subject.groups.begin(), subject.groups.end(),
                     [&](std::size_t a, std::size_t b) { return rank(value(a)) > rank(value(b)); });
  }

  [[nodiscard]] bool is_told(const Draft& draft) const {
    if (view_.wider) return is_more(draft.subject.amount, draft.largest);
    return view_.each == Each::sum || !is_zero(draft.subject.amount);
  }

  const Budget& budget_;
  const View& view_;
  std::span<const PlacedGroup> groups_;
  const JudgeContext& context_;
  std::map<SubjectKey, Draft> by_key_;
};

}  // namespace

bool applies_to(const Budget& budget, const PlacedGroup& group) {
  // There may be thousands of exceptions, and few budgets that they are asked for.
  if (!fits(budget.matchers, group)) return false;
  if (!budget.exempt.empty() && fits(budget.exempt, group)) return false;
  return std::none_of(budget.except().begin(), budget.except().end(),
                      [&](const Matcher& matcher) { return matcher.matches(group); });
}

std::vector<Subject> subjects(const Budget& budget, const View& view, std::span<const PlacedGroup> groups,
                              const JudgeContext& context) {
  return SubjectFinder(budget, view, groups, context).find();
}

}  // namespace heapgate
