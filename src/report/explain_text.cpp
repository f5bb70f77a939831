#include "explain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kStepsShown = 12;

std::string arrows(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += (text.empty() ? "" : " → ") + with_separators(number);
  return text;
}

// "1", "0.25".
std::string ratio(double value) {
  return fmt::format("{:.3g}", value);
}

std::string amount(const PlacedGroup& placed, const Verdict& verdict) {
  const std::string known = pace(placed, verdict);
  const char* at_least = placed.group.pattern == Pattern::uneven_leak ? "at least " : "";
  return at_least + (known.empty() ? with_separators(placed.group.leaked.objects) + " an interval" : known);
}

// "Array app.rb:4 grows by 300 items an interval (300 → 600 → 900 items)".
std::string growth_text(const PlacedGroup& placed) {
  const std::string name = clean_line(placed.subject());
  if (placed.group.pattern == Pattern::spread)
    return name + " is part of what leaks on many lines or of many classes (" + live_text(placed.group) + ")";
  return fmt::format("{} grows by {} an interval ({})", name, grown_text(placed.group),
                     contents_text(placed.group));
}

std::string each(const Group& group, const Group& first) {
  return ratio(static_cast<double>(group.leaked.objects) / static_cast<double>(first.leaked.objects));
}

std::string shown_class(const PlacedGroup& placed) {
  const GroupKey& key = placed.group.key;
  return clean_line(key.name());
}

// "1 Array, 1 Hash, 2 String": the same class at several sites is one item.
std::string followers_text(const Verdict& verdict, const ExplainedLeak& leak) {
  const Group& first = verdict.groups[leak.group].group;
  std::vector<std::pair<std::string, std::uint64_t>> classes;
  for (const LeakFollower& follower : leak.followers) {
    const PlacedGroup& placed = verdict.groups[follower.group];
    if (placed.group.leaked.objects == 0) continue;
    const std::string name = shown_class(placed);
    auto found = std::find_if(classes.begin(), classes.end(), [&](const auto& c) { return c.first == name; });
    if (found == classes.end()) found = classes.insert(classes.end(), {name, 0});
    found->second += placed.group.leaked.objects;
  }
  std::string text;
  for (const auto& [name, objects] : classes) {
    const double share = static_cast<double>(objects) / static_cast<double>(first.leaked.objects);
    text += (text.empty() ? "" : ", ") + ratio(share) + " " + name;
  }
  return text;
}

// What is given to Ruby to be run later.
bool is_block_root(const std::string& category) {
  return category == "finalizers" || category == "end_proc";
}

std::string root_name(const std::string& category) {
  if (category.empty()) return "no root";
  if (category == "machine_context") return "the machine stack";
  if (category == "thread") return "a running thread";
  if (category == "global_list") return "a C variable";
  if (category == "global_tbl") return "a global variable";
  if (category == "finalizers") return "finalizers (ObjectSpace.define_finalizer)";
  if (category == "end_proc") return "at_exit blocks";
  return "root " + category;
}

// What holds those that `root` leads to.
std::string outside_name(const ExplainedLeak& leak, const std::string& root) {
  const auto variable = leak.outside_variables.find(root);
  const bool is_named = variable != leak.outside_variables.end();
  return is_named ? clean_line(variable->second) : root_name(root);
}

std::string outside_text(const ExplainedLeak& leak) {
  std::string text;
  for (const auto& [root, objects] : leak.outside) {
    text += (text.empty() ? "" : ", ") + outside_name(leak, root) + " leads to " + with_separators(objects);
  }
  if (leak.lacks_stacks && leak.outside.contains(""))
    text += "; these dumps lack the stacks of other threads";
  if (leak.outside.size() != 1 || leak.outside.begin()->first.empty())
    return "held outside Ruby's references (" + text + ")";
  const std::string& root = leak.outside.begin()->first;
  // These are Ruby's own references.
  const bool is_rubys = root == "global_tbl" || is_block_root(root);
  const bool is_named = outside_name(leak, root) != root_name(root);
  return is_rubys || is_named ? "held by " + outside_name(leak, root)
                              : "held outside Ruby's references (" + text + ")";
}

// "held until they end: 200 asleep at worker.rb:12".
std::string threads_text(const ExplainedLeak& leak) {
  std::string text;
  for (const ThreadState& state : leak.threads) {
    const std::string doing = state.status.starts_with("sleep") ? "asleep"
                              : state.status == "run"           ? "running"
                                                                : clean_line(state.status);
    text += (text.empty() ? ": " : ", ") + with_separators(state.threads) + " " + doing +
            (state.site.empty() ? "" : " at " + clean_line(state.site));
  }
  return "held until they end" + text;
}

std::string share(const ExplainedLeak& leak, std::uint64_t held) {
  return held == leak.objects
             ? ""
             : fmt::format(", {} of {}", with_separators(held), with_separators(leak.objects));
}

// "Array app.rb:4 (1 → 201 → 401 references)", "Shop::CARTS (Array app.rb:4, 1 → 201 → 401 references)".
std::string holder_name(const Holder& holder) {
  const std::string many = holder.objects > 1 ? with_separators(holder.objects) + " times " : "";
  const std::string name = many + clean_line(holder.name);
  const std::string growth = holder.grows ? arrows(holder.references) + " references" : "";
  if (holder.variable.empty()) return name + (growth.empty() ? "" : " (" + growth + ")");
  // Of several one has that name.
  if (!holder.shares_variable)
    return name + (growth.empty() ? "" : " (" + growth + ")") + ", such as " + clean_line(holder.variable);
  return clean_line(holder.variable) + " (" + name + (growth.empty() ? "" : ", " + growth) + ")";
}

std::string tie_text(Tie tie, const std::string& to) {
  switch (tie) {
    case Tie::references: return "referenced by " + to;
    case Tie::site: return "allocated by the same line as " + to;
    case Tie::holder: return "held by the same object as " + to;
    case Tie::symbol_table: return "also in the symbol table";
    case Tie::stack: return "reached from no root: it is probably on the stacks of these threads";
  }
  return "";
}

}  // namespace

std::string holder_text(const ExplainedLeak& leak) {
  if (leak.are_threads) return threads_text(leak);
  if (is_held_outside(leak)) return outside_text(leak);
  const Holder& first = leak.holders.front();
  if (first.name == kSymbolTable) {
    return "held by " + first.name + share(leak, first.held) +
           ": a symbol that was used as a method or variable name is never freed";
  }
  std::string text = "held by " + holder_name(first);
  if (is_block_root(first.root)) text = "held by " + root_name(first.root) + ", in " + holder_name(first);
  if (!first.grows && first.variable.empty())
    text = "held below " + holder_name(first) + ", which did not grow";
  if (!first.below.empty()) text += ", below " + clean_line(first.below);
  if (!leak.near.empty() && first.below.empty()) text += ", reached from " + clean_line(leak.near);
  text += share(leak, first.held);
  if (leak.holders.size() > 1) text += ", and by " + quantity(leak.holders.size() - 1, "more holder");
  return text;
}

std::string leak_sentence(const Verdict& verdict, const ExplainedLeak& leak) {
  const PlacedGroup& placed = verdict.groups[leak.group];
  if (placed.group.leaked.objects == 0) return growth_text(placed) + ", " + holder_text(leak);
  std::string text = fmt::format("{} leaks {} ({})", clean_line(placed.subject()), amount(placed, verdict),
                                 live_text(placed.group));
  const std::string followers = followers_text(verdict, leak);
  if (!followers.empty()) text += ", with " + followers + " each";
  return text + ", " + holder_text(leak);
}

std::vector<std::string> leak_details(const Verdict& verdict, const ExplainedLeak& leak) {
  std::vector<std::string> lines;
  const Group& first = verdict.groups[leak.group].group;
  for (const LeakFollower& follower : leak.followers) {
    const PlacedGroup& placed = verdict.groups[follower.group];
    const std::string tie = tie_text(follower.tie, clean_line(verdict.groups[follower.of].subject()));
    lines.push_back(placed.group.leaked.objects == 0
                        ? growth_text(placed) + ", " + tie
                        : fmt::format("{}: {} each ({}), {}", clean_line(placed.subject()),
                                      each(placed.group, first), live_text(placed.group), tie));
  }
  if (leak.path.empty() || leak.are_threads || is_held_outside(leak)) return lines;
  std::string path;
  const std::size_t left_out = leak.path.size() > kStepsShown ? leak.path.size() - kStepsShown : 0;
  for (std::size_t i = 0; i < leak.path.size(); ++i) {
    if (i > 0 && i < 1 + left_out) continue;
    path += (path.empty() ? "" : " → ") + clean_line(leak.path[i]);
    if (i == 0 && left_out > 0) path += fmt::format(" → ({} more)", left_out);
  }
  lines.push_back("path: " + path);
  return lines;
}

std::vector<const ExplainedLeak*> leaks_over_budget(const Verdict& verdict) {
  std::set<const ExplainedLeak*> over;
  std::vector<const ExplainedLeak*> leaks;
  if (!verdict.explanation) return leaks;
  std::map<std::size_t, const ExplainedLeak*> by_group;
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    by_group[leak.group] = &leak;
    for (const LeakFollower& follower : leak.followers) by_group[follower.group] = &leak;
  }
  for (const Finding& finding : verdict.findings) {
    if (!is_over(finding)) continue;
    for (const std::size_t group : finding.groups) {
      if (const auto found = by_group.find(group); found != by_group.end()) over.insert(found->second);
    }
  }
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    if (over.contains(&leak)) leaks.push_back(&leak);
  }
  return leaks;
}

}  // namespace heapgate
