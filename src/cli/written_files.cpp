#include "written_files.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

#include "heapgate/error.hpp"
#include "heapgate/meta_file.hpp"
#include "util/files/link_target.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

// The same for every name of a file: its inode, and of one that is not there yet its place.
using FileId = std::tuple<std::uint64_t, std::uint64_t, std::string>;

// None for what is not a regular file.
std::optional<FileId> id_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    return FileId{status.st_dev, status.st_ino, ""};
  }
  std::error_code error;
  const fs::path place = fs::weakly_canonical(fs::absolute(link_target(path), error), error);
  return FileId{0, 0, error ? path : place.string()};
}

}  // namespace

std::vector<NamedFile> files_read(const Judging& judging) {
  std::vector<NamedFile> files;
  for (const DumpSet& set : judging.inputs.sets) {
    for (const std::string& path : set.paths) {
      files.push_back({path, "the dump"});
      for (const std::string& meta : meta_paths(path)) files.push_back({meta, "the meta file"});
    }
  }
  for (const std::string& path : judging.rulebook.files) files.push_back({path, "the rule file"});
  if (judging.options.baseline) files.push_back({*judging.options.baseline_path, "the baseline"});
  return files;
}

void check_written(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read) {
  std::map<FileId, const NamedFile*> known;
  for (const NamedFile& file : read) {
    if (const auto id = id_of(file.path)) known.try_emplace(*id, &file);
  }
  for (const NamedFile& file : written) {
    const auto id = id_of(file.path);
    if (!id) continue;
    const auto [other, is_new] = known.try_emplace(*id, &file);
    if (is_new) continue;
    throw UsageError(file.what + " '" + file.path + "' is " + other->second->what + " '" +
                     other->second->path + "', which it would overwrite; give it another path");
  }
}

}  // namespace heapgate
