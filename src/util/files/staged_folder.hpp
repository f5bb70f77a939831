#pragma once

#include <filesystem>
#include <functional>

namespace heapgate {

/// A folder that is filled beside its place, and is in it only once it is whole. Errors are OutputError.
class StagedFolder {
 public:
  /// `target` is made new, or takes the place of a folder of that name; a link to a folder stays. The folder
  /// above it is there.
  explicit StagedFolder(const std::filesystem::path& target);
  /// Not committed: leaves nothing, but for a program that is killed, which leaves .heapgate-XXXXXX.
  ~StagedFolder();
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;

  /// What is to be filled.
  [[nodiscard]] const std::filesystem::path& path() const { return stage_; }
  /// Puts it in place, with what a folder there holds beside the same names and is to be kept: `keep` is
  /// asked with paths relative to it.
  void commit(const std::function<bool(const std::filesystem::path&)>& keep);

 private:
  void take_over(const std::function<bool(const std::filesystem::path&)>& keep) const;
  void put_in_place();
  [[noreturn]] void fail(const std::string& why) const;

  std::filesystem::path target_;  // behind all links
  std::filesystem::path stage_;   // empty once it is in place
};

}  // namespace heapgate
