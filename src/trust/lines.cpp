#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "checks.hpp"

namespace heapgate {
namespace {

// Unread lines among what came since the first dump, where they do not grow: 0 on healthy sets.
constexpr std::uint64_t kFewUnread = 20;
constexpr std::uint64_t kMaxUnreadPercent = 5;

using Counts = std::vector<std::uint64_t>;  // of unread lines, dump by dump

Counts unread_of(const Process& process) {
  Counts counts;
  for (const Heap& heap : process.heaps) counts.push_back(heap.ledger.unread_lines());
  return counts;
}

bool grows(const Counts& counts) {
  return counts.size() > 1 &&
         std::adjacent_find(counts.begin(), counts.end(), std::greater_equal<>()) == counts.end();
}

std::string joined(const Counts& counts) {
  std::string text;
  for (const std::uint64_t count : counts) text += (text.empty() ? "" : " → ") + std::to_string(count);
  return text;
}

// The counts that grow in every interval: of all processes together, else of one; empty if there are none.
Counts growing(std::span<const Process> processes, const Counts& sum) {
  if (grows(sum)) return sum;
  for (const Process& process : processes) {
    Counts counts = unread_of(process);
    if (grows(counts)) return counts;
  }
  return {};
}

// What came into the last dump since the first; all of it where that was not traced.
std::uint64_t new_objects(const Process& process) {
  const auto first = process.heaps.front().largest_generation;
  const Objects& objects = process.heaps.back().objects;
  if (!first) return objects.size();
  std::uint64_t count = 0;
  const auto all = objects.stretch({}, 0);
  for (auto at = all.begin; at != all.end; ++at)
    count += static_cast<std::uint64_t>(at.generation() > *first);
  return count;
}

struct Broken {
  std::uint64_t rescued = 0;
  std::uint64_t rescued_lines = 0;
  std::uint64_t unread = 0;
};

std::map<std::string, Broken> by_field(std::span<const Process> processes) {
  std::map<std::string, Broken> fields;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) {
      for (const Damage& damage : heap.ledger.damage) {
        Broken& field = fields[damage.field];
        field.rescued += damage.rescued;
        field.rescued_lines += damage.rescued_lines;
        field.unread += damage.unread_lines;
      }
    }
  }
  return fields;
}

std::string name_of(const std::string& field) {
  return field.empty() ? "a field that cannot be told" : "\"" + field + "\"";
}

// Of the field that is broken in most of the lines that `count` counts.
std::string worst_field(const std::map<std::string, Broken>& fields, std::uint64_t Broken::*count) {
  const auto worst = std::max_element(fields.begin(), fields.end(), [count](const auto& a, const auto& b) {
    return a.second.*count < b.second.*count;
  });
  return worst->first;
}

const char* cause_of(const std::string& field) {
  if (field == "file" || field == "name" || field == "real_class_name")
    return " (Ruby writes it as it is: a quote, a line break or a byte that is not UTF-8 breaks the line)";
  if (field == "method") return " (Ruby 3.0 and 3.1 write garbage for a method name that is not ASCII)";
  return "";
}

std::string rescued_text(const std::map<std::string, Broken>& fields) {
  std::uint64_t objects = 0;
  for (const auto& [field, broken] : fields) objects += broken.rescued;
  if (objects == 0) return "";
  const std::string field = worst_field(fields, &Broken::rescued);
  return fmt::format("{} object{} with a broken {} {} read but for that{}", objects, objects == 1 ? "" : "s",
                     name_of(field), objects == 1 ? "was" : "were", cause_of(field));
}

// simdjson's reading counts, and the fast parser is not asked again: but it may have been wrong before.
MaybeProblem misread(std::span<const Process> processes) {
  std::uint64_t lines = 0;
  for (const Process& process : processes) {
    for (const Heap& heap : process.heaps) lines += heap.ledger.disagreements;
  }
  if (lines == 0) return std::nullopt;
  return Problem{
      TrustStatus::warn,
      fmt::format(
          "the fast parser misread {} of the lines that simdjson read as well (one in 1024), so it may "
          "have misread others; please report this",
          lines)};
}

MaybeProblem check_broken(std::span<const Process> processes) {
  const auto fields = by_field(processes);
  if (fields.empty()) return std::nullopt;
  Counts sum;
  std::uint64_t fresh = 0;
  for (const Process& process : processes) {
    const Counts counts = unread_of(process);
    sum.resize(std::max(sum.size(), counts.size()));
    for (std::size_t i = 0; i < counts.size(); ++i) sum[i] += counts[i];
  }
  const std::uint64_t most = *std::max_element(sum.begin(), sum.end());
  const std::string rescued = rescued_text(fields);
  if (most == 0) return Problem{TrustStatus::ok, rescued};
  const std::string field = worst_field(fields, &Broken::unread);
  const std::string where = "broken in " + name_of(field) + cause_of(field);
  if (const Counts counts = growing(processes, sum); !counts.empty()) {
    return Problem{TrustStatus::fail,
                   fmt::format("lines that cannot be read grow with the load ({}), {}: what leaks may be in "
                               "them",
                               joined(counts), where)};
  }
  for (const Process& process : processes) fresh += process.heaps.empty() ? 0 : new_objects(process);
  if (sum.back() > kFewUnread && sum.back() * 100 > (fresh + sum.back()) * kMaxUnreadPercent) {
    return Problem{
        TrustStatus::fail,
        fmt::format("{} of the lines and objects that came since the first dump cannot be read, {}",
                    share(sum.back(), fresh + sum.back()), where)};
  }
  return Problem{TrustStatus::warn, fmt::format("{} lines cannot be read, {}{}{}", joined(sum), where,
                                                rescued.empty() ? "" : "; ", rescued)};
}

}  // namespace

MaybeProblem check_lines(std::span<const Process> processes) {
  MaybeProblem broken = check_broken(processes);
  const MaybeProblem wrong = misread(processes);
  if (!wrong) return broken;
  if (!broken) return wrong;
  return Problem{std::max(broken->status, wrong->status), wrong->message + "; " + broken->message};
}

}  // namespace heapgate
