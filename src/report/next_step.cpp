#include "next_step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/text.hpp"

namespace heapgate {
namespace {

// What the cause is about: its leak, else the leak of the group that counts most.
const ExplainedLeak* leak_for(const Cause& cause, const Verdict& verdict) {
  if (cause.leak != nullptr || cause.groups.empty() || !verdict.explanation) return cause.leak;
  return leak_of(*verdict.explanation, cause.groups.front());
}

const PlacedGroup& head_of(const Cause& cause, const Verdict& verdict) {
  const ExplainedLeak* leak = leak_for(cause, verdict);
  return verdict.groups[leak != nullptr ? leak->group : cause.groups.front()];
}

std::string allocated_at(const PlacedGroup& placed) {
  return placed.group.key.file ? ", allocated at " + placed.short_site() : "";
}

// A compacted heap has no sites, whatever was traced.
bool lacks_tracing(const PlacedGroup& head, const Verdict& verdict) {
  return !head.group.key.file && verdict.basis == Basis::objects;
}

// Objects of one class refer to each other from wherever they were made; an Array may well hold other Arrays.
bool are_alike(const GroupKey& holder, const GroupKey& head) {
  const bool is_container = head.type == "ARRAY" || head.type == "HASH";
  const bool same_class = holder.type == head.type && holder.class_name == head.class_name;
  return same_class && (!is_container || (head.file && holder == head));
}

// What Ruby keeps to run it later; empty if that is not what holds them.
std::string block_name(const ExplainedLeak& leak) {
  const std::string root = !is_held_outside(leak)     ? leak.holders.front().root
                           : leak.outside.size() == 1 ? leak.outside.begin()->first
                                                      : "";
  if (root == "finalizers") return "a finalizer (ObjectSpace.define_finalizer)";
  return root == "end_proc" ? "an at_exit block" : "";
}

std::string step_text(NextStep step, const PlacedGroup& head, const ExplainedLeak* leak) {
  const std::string name = head.group.key.name();
  const Holder first = leak != nullptr && !leak->holders.empty() ? leak->holders.front() : Holder{};
  const std::string& holder = first.name;
  switch (step) {
    case NextStep::end_threads:
      return fmt::format("end the threads{}, or let a few do all the work",
                         head.is_file() ? " that " + head.short_site() + " starts" : "");
    case NextStep::register_once:
      return fmt::format("register {} once, not in every request{}", leak != nullptr ? block_name(*leak) : "",
                         head.is_file() ? ", as " + head.short_site() + " does" : "");
    case NextStep::remove_entries: return "remove entries from " + first.variable;
    case NextStep::take_out: return "take " + name + " out of " + holder;
    case NextStep::end_chain:
      return fmt::format("find where one {} refers to the next{}, and drop that reference", name,
                         allocated_at(head));
    case NextStep::search_below:
      return fmt::format("find what refers to {}, starting from {}, which did not grow itself", name, holder);
    case NextStep::bound_contents: return "find what adds to " + head.subject() + " and takes nothing out";
    case NextStep::make_no_symbols:
      return "find what makes method or variable names" + allocated_at(head) +
             ", in every request: Ruby never frees them";
    case NextStep::find_holder: return "find what holds on to " + name + allocated_at(head);
  }
  return "";
}

}  // namespace

const Cause* first_to_do(const std::vector<Cause>& causes) {
  const auto found = std::find_if(causes.begin(), causes.end(), [](const Cause& cause) {
    return cause.status == FindingStatus::fail && !cause.groups.empty();
  });
  return found != causes.end() ? &*found : nullptr;
}

NextStep next_step(const Cause& cause, const Verdict& verdict) {
  const ExplainedLeak* leak = leak_for(cause, verdict);
  const PlacedGroup& head = head_of(cause, verdict);
  if (leak != nullptr && leak->are_threads) return NextStep::end_threads;
  if (leak != nullptr && !block_name(*leak).empty()) return NextStep::register_once;
  const bool is_held = leak != nullptr && !is_held_outside(*leak);
  if (is_held && leak->holders.front().name == kSymbolTable) return NextStep::make_no_symbols;
  if (leak != nullptr && head.group.pattern == Pattern::growing) return NextStep::bound_contents;
  if (!is_held) return NextStep::find_holder;
  const Holder& holder = leak->holders.front();
  if (!holder.variable.empty() && holder.shares_variable) return NextStep::remove_entries;
  if (are_alike(holder.key, head.group.key)) return NextStep::end_chain;
  // Without a site the same class says nothing.
  if (holder.key == head.group.key) return NextStep::find_holder;
  return holder.grows ? NextStep::take_out : NextStep::search_below;
}

std::string next_step_text(const Cause& cause, const Verdict& verdict) {
  if (cause.groups.empty()) return "";
  const PlacedGroup& head = head_of(cause, verdict);
  const NextStep what = next_step(cause, verdict);
  const std::string step = step_text(what, head, leak_for(cause, verdict));
  const char* then =
      lacks_tracing(head, verdict) ? "; to learn the site, trace allocations from boot "
                                     "(ObjectSpace.trace_object_allocations_start), as "
                                     "heapgate capture --exec does"
      : what == NextStep::make_no_symbols || what == NextStep::end_threads || what == NextStep::register_once
          ? ""
          : "; what may grow gets a budget of its own";
  return clean_line(step + then);
}

}  // namespace heapgate
