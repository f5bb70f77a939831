#pragma once

#include <map>
#include <string>
#include <vector>

namespace heapgate {

/// The dumps of one process, in the order taken.
struct DumpSet {
  std::string process;             ///< the folder's name in a folder of folders; empty for a single process
  std::string origin;              ///< the folder the dumps were found in; empty if they were named singly
  std::vector<std::string> paths;  ///< in the order taken
  /// Of `paths`, those that are not to be opened, and why: what has a dump's name in a folder, but is no
  /// file.
  std::map<std::string, std::string> refused{};
};

}  // namespace heapgate
