#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sample_verdict.hpp"

/// Verdicts with an explanation, made by hand.
namespace heapgate::test {

inline Holder holder(const std::string& name, bool grows = true) {
  Holder result;
  result.name = name;
  result.objects = 1;
  result.references = grows ? std::vector<std::uint64_t>{1, 201, 401} : std::vector<std::uint64_t>{1, 1, 1};
  result.grows = grows;
  result.held = 400;
  return result;
}

/// The first group is the head, each of the others is referenced by it.
inline ExplainedLeak leak_of_groups(const std::vector<std::size_t>& groups, const std::string& held_by) {
  ExplainedLeak leak;
  leak.group = groups.front();
  for (std::size_t i = 1; i < groups.size(); ++i) leak.followers.push_back({groups[i], groups.front()});
  leak.objects = 400;
  leak.holders = {holder(held_by)};
  leak.path = {"root vm", "class Object", held_by};
  return leak;
}

/// A leak of a gem's object that the app holds: Entry of the gem lru, with a String of Ruby's own and a Cart
/// of the app; then a Visit by itself. Each exceeds its limit.
inline Verdict explained_verdict() {
  PlacedGroup entry = leaking("Entry", "gems/lru-1.2.0/lib/lru.rb", 7, 200);
  entry = at(entry, entry.path(), Gem{"lru", "1.2.0", "lib/lru.rb"});
  PlacedGroup text = at(leaking("String", "", 130, 200), "<internal:dir>");
  text.group.key.type = "STRING";
  text.group.key.file = "<internal:dir>";
  Verdict verdict = verdict_of({entry, text, leaking("Cart", "app/models/cart.rb", 14, 200),
                                leaking("Visit", "lib/visits.rb", 3, 90)});
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  for (std::size_t i = 0; i < verdict.groups.size(); ++i)
    verdict.findings.push_back(finding_on(verdict, i, 20, FindingStatus::fail));
  verdict.explanation = Explanation{
      {leak_of_groups({0, 1, 2}, "Array lib/store.rb:4"), leak_of_groups({3}, "Hash lib/visits.rb:1")}, ""};
  return verdict;
}

}  // namespace heapgate::test
