#include "repository_place.hpp"

#include <optional>

namespace heapgate {
namespace {

// `path` from `folder` on, "" for the folder itself; none if it lies elsewhere.
std::optional<std::string> below(const std::string& path, const std::string& folder) {
  if (path == folder) return "";
  std::string rest = relative_path(path, {folder});
  return rest.starts_with('/') ? std::nullopt : std::optional(std::move(rest));
}

std::string first_in_repository(const Verdict& verdict) {
  for (const std::string& root : verdict.roots) {
    if (const auto folder = below(root, verdict.repository)) return *folder;
  }
  return "";
}

}  // namespace

bool is_of_repository(const PlacedGroup& placed) {
  return placed.is_file() && !placed.gem() && !placed.path().starts_with('/') &&
         !placed.path().starts_with("../");
}

std::string repository_path(const PlacedGroup& placed, const Verdict& verdict) {
  const bool is_absolute = placed.group.key.file && placed.group.key.file->starts_with('/');
  if (verdict.repository.empty() || !is_absolute || placed.path().starts_with('/')) return placed.path();
  for (const std::string& root : verdict.roots) {
    if (!below(*placed.group.key.file, root)) continue;
    const std::string folder = below(root, verdict.repository).value_or(first_in_repository(verdict));
    return folder.empty() ? placed.path() : folder + "/" + placed.path();
  }
  return placed.path();
}

std::string rules_place(const Verdict& verdict) {
  const bool lies_elsewhere = verdict.rules.starts_with('/') || verdict.rules.starts_with("../");
  return verdict.rules_built_in || lies_elsewhere ? "heapgate.yml" : verdict.rules;
}

}  // namespace heapgate
