#pragma once

#include <filesystem>
#include <vector>

namespace heapgate {

/// Folders made for a run's outputs, which go again (if nothing is in them) unless the run says keep().
class CreatedFolders {
 public:
  CreatedFolders() = default;
  ~CreatedFolders();
  CreatedFolders(const CreatedFolders&) = delete;
  CreatedFolders& operator=(const CreatedFolders&) = delete;

  /// Makes `folder` and those above it that are missing. Throws OutputError.
  void create(const std::filesystem::path& folder);
  void keep() { made_.clear(); }

 private:
  std::vector<std::filesystem::path> made_;  // the lower ones first
};

}  // namespace heapgate
