#pragma once

#include <string>
#include <vector>

#include "judging.hpp"

namespace heapgate {

/// A command that gives the same verdict on another machine.
struct LocalCommand {
  std::vector<std::string> words;  ///< empty if there is none: a dump is a pipe, a file lies elsewhere
  std::string folder;  ///< where to run it, from the repository's root; empty for the root, or unknown
};

/// The command that `flags` were given by, without what says where its reports go. Dumps that lie elsewhere
/// are expected in the folder where it runs; rules and baseline must be of this folder or of the repository.
[[nodiscard]] LocalCommand local_command(const JudgingFlags& flags, bool explains,
                                         const std::string& repository);

}  // namespace heapgate
