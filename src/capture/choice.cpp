#include "choice.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

// What it takes to ask a process how much it has allocated.
constexpr std::uint64_t kAsking = 500;
// A foreman that hands on what its servers print does a little work, too.
constexpr std::uint64_t kIdleShare = 100;

bool has(const std::vector<pid_t>& pids, pid_t pid) {
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

std::string listed(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates)
    text += "\n  | " + std::to_string(candidate.pid) + " " + candidate.command;
  return text;
}

template <typename Predicate>
std::vector<Candidate> only(const std::vector<Candidate>& candidates, Predicate fits) {
  std::vector<Candidate> result;
  std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(result), fits);
  return result;
}

std::vector<Candidate> named(const std::vector<Candidate>& candidates, const std::string& pattern) {
  const std::string part = "*" + pattern + "*";
  auto result = only(candidates, [&](const Candidate& candidate) {
    return ::fnmatch(part.c_str(), candidate.command.c_str(), 0) == 0;
  });
  if (!result.empty()) return result;
  throw CaptureError("--process '" + pattern +
                     "' is in the command line of no Ruby process of the server:" + listed(candidates));
}

// Empty if none listens: what does is no Ruby program, or stands before the server.
std::vector<Candidate> serving(const std::vector<Candidate>& candidates) {
  std::vector<pid_t> listening;
  for (const Candidate& candidate : candidates) {
    if (candidate.listens) listening.push_back(candidate.pid);
  }
  return only(candidates, [&](const Candidate& candidate) {
    return candidate.listens || std::any_of(candidate.forked_from.begin(), candidate.forked_from.end(),
                                            [&](pid_t pid) { return has(listening, pid); });
  });
}

// A process and all that it forked are one; the outermost master stands for them.
pid_t family(const Candidate& candidate) {
  return candidate.forked_from.empty() ? candidate.pid : candidate.forked_from.back();
}

// With their siblings: a worker that had no request may have one later.
std::vector<Candidate> working(const std::vector<Candidate>& candidates) {
  std::uint64_t most = 0;
  for (const Candidate& candidate : candidates) most = std::max(most, candidate.work.value_or(0));
  std::set<pid_t> families;
  for (const Candidate& candidate : candidates) {
    if (!candidate.work || (*candidate.work > kAsking && *candidate.work >= most / kIdleShare))
      families.insert(family(candidate));
  }
  return only(candidates, [&](const Candidate& candidate) { return families.contains(family(candidate)); });
}

// Masters or workers.
std::vector<Candidate> of_families(const std::vector<Candidate>& candidates, bool workers) {
  std::vector<pid_t> masters;
  for (const Candidate& candidate : candidates)
    masters.insert(masters.end(), candidate.forked_from.begin(), candidate.forked_from.end());
  std::vector<pid_t> pids;
  for (const Candidate& candidate : candidates) pids.push_back(candidate.pid);
  return only(candidates, [&](const Candidate& candidate) {
    if (workers) return !has(masters, candidate.pid);
    return std::none_of(candidate.forked_from.begin(), candidate.forked_from.end(),
                        [&](pid_t pid) { return has(pids, pid); });
  });
}

}  // namespace

bool is_ambiguous(const std::vector<Candidate>& candidates) {
  std::set<pid_t> families;
  for (const Candidate& candidate : candidates) families.insert(family(candidate));
  return serving(candidates).empty() && families.size() > 1;
}

std::vector<pid_t> choose(const std::vector<Candidate>& candidates, const ChoiceOptions& options) {
  if (candidates.empty()) throw CaptureError("the server command runs no Ruby");
  std::vector<Candidate> chosen =
      options.pattern.empty() ? serving(candidates) : named(candidates, options.pattern);
  const bool told = !chosen.empty();
  chosen = of_families(told ? chosen : candidates, options.workers);
  if (!told && chosen.size() > 1) {
    const std::vector<Candidate> at_work = working(chosen);
    if (at_work.empty()) {
      throw CaptureError(
          "the warm-up reached none of the server's Ruby processes; name one by --process, or "
          "the server's URL by --ready:" +
          listed(chosen));
    }
    chosen = at_work;
  }
  std::vector<pid_t> pids;
  for (const Candidate& candidate : chosen) pids.push_back(candidate.pid);
  std::sort(pids.begin(), pids.end());
  return pids;
}

}  // namespace heapgate
