#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heapgate {

/// A Ruby process that a started server consists of.
struct Candidate {
  pid_t pid = 0;
  std::string command;                ///< its command line
  std::vector<pid_t> forked_from;     ///< its ancestors whose program it still runs: masters
  bool listens = false;               ///< it holds a socket that listens on the port of --ready
  std::optional<std::uint64_t> work;  ///< objects that it allocated in the warm-up; none: unknown
};

struct ChoiceOptions {
  std::string pattern{};  ///< a shell pattern, or a part, of the command line; empty: none
  bool workers = true;    ///< of a master with forked workers take the workers, else the master
};

/// Whether several could be meant where no pattern is given, and nothing but their work tells.
[[nodiscard]] bool is_ambiguous(const std::vector<Candidate>& candidates);

/// The processes to dump, in ascending order. Those that the pattern fits; else those that listen, and what
/// they forked; else those that worked in the warm-up. Of a master and its forked workers one or the other.
/// Throws CaptureError if there is none, or nothing tells which one is meant.
[[nodiscard]] std::vector<pid_t> choose(const std::vector<Candidate>& candidates,
                                        const ChoiceOptions& options);

}  // namespace heapgate
