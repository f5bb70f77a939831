#include "heapgate/work.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>

namespace heapgate {
namespace {

constexpr double kIdleShare = 0.1;  // of the workers' mean in the interval
constexpr double kWholeLoad = 0.9;  // nearly all that was allocated in one
constexpr double kMaxLoads = 4;     // that a warm-up and throw-away dumps have before the first dump

using Counts = std::vector<double>;  // by dump or interval

/// What each worker allocated.
struct Work {
  std::vector<Counts> until;     ///< by process: each dump
  std::vector<Counts> interval;  ///< by process: between two dumps
  Counts load;                   ///< all processes, in each interval
};

std::optional<Counts> counts_of(const Process& process) {
  Counts counts;
  for (const Heap& heap : process.heaps) {
    const auto& meta = heap.ledger.meta;
    if (!meta || !meta->allocated_objects) return std::nullopt;
    const auto count = static_cast<double>(*meta->allocated_objects);
    // A number that falls is another process's.
    if (!counts.empty() && count < counts.back()) return std::nullopt;
    counts.push_back(count);
  }
  return counts;
}

std::optional<Work> work_of(std::span<const Process> processes) {
  if (processes.size() < 2) return std::nullopt;
  Work work;
  for (const Process& process : processes) {
    const auto counts = counts_of(process);
    if (!counts || counts->size() < 2) return std::nullopt;
    Counts& grown = work.interval.emplace_back();
    for (std::size_t i = 1; i < counts->size(); ++i) grown.push_back((*counts)[i] - (*counts)[i - 1]);
    work.until.push_back(*counts);
    work.load.resize(grown.size());
    for (std::size_t i = 0; i < grown.size(); ++i) work.load[i] += grown[i];
  }
  return work;
}

double sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

bool was_idle_before(const Work& work, std::size_t process) {
  std::size_t busiest = 0;
  for (std::size_t i = 1; i < work.until.size(); ++i) {
    if (work.until[i].front() > work.until[busiest].front()) busiest = i;
  }
  const double all = sum(work.load);
  if (all == 0) return false;
  const double load = all / static_cast<double>(work.load.size());
  const double behind = work.until[busiest].front() - work.until[process].front();
  const double usual = (sum(work.interval[busiest]) - sum(work.interval[process])) / all;
  return behind >= kWholeLoad * load && behind > usual * kMaxLoads * load;
}

bool is_idle(const Work& work, std::size_t process, std::size_t interval) {
  const double mean = work.load[interval] / static_cast<double>(work.interval.size());
  return work.interval[process][interval] < kIdleShare * mean;
}

std::string spell_text(std::size_t interval) {
  if (interval == 0) return "before the first dump";
  return "between dumps " + std::to_string(interval) + " and " + std::to_string(interval + 1);
}

}  // namespace

std::vector<IdleSpell> idle_spells(std::span<const Process> processes) {
  const auto work = work_of(processes);
  std::vector<IdleSpell> spells;
  for (std::size_t i = 0; work && i < processes.size(); ++i) {
    if (was_idle_before(*work, i)) spells.push_back({i, 0});
    for (std::size_t interval = 0; interval < work->load.size(); ++interval) {
      if (is_idle(*work, i, interval)) spells.push_back({i, interval + 1});
    }
  }
  return spells;
}

std::vector<std::size_t> apart(std::span<const Process> processes) {
  std::map<std::size_t, std::size_t> numbers;
  for (const IdleSpell& spell : idle_spells(processes))
    numbers.try_emplace(spell.process, numbers.size() + 1);
  if (numbers.empty()) return {};
  std::vector<std::size_t> result(processes.size());
  for (const auto& [process, number] : numbers) result[process] = number;
  return result;
}

std::string idle_text(std::span<const Process> processes, std::span<const IdleSpell> spells) {
  std::string text;
  std::size_t last = processes.size();
  for (const IdleSpell& spell : spells) {
    const bool same = spell.process == last;
    text += same ? " and "
                 : (text.empty() ? "" : ", ") + ("worker '" + processes[spell.process].name) + "' was idle ";
    text += spell_text(spell.interval);
    last = spell.process;
  }
  return text;
}

}  // namespace heapgate
