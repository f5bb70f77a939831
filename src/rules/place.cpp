#include "heapgate/place.hpp"

#include <filesystem>

namespace heapgate {
namespace {

namespace fs = std::filesystem;

std::string normal(std::string_view path) {
  std::string text = fs::path(path).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

bool lies_below(std::string_view file, std::string_view root) {
  if (root == "/") return file.size() > 1;
  return file.size() > root.size() + 1 && file.starts_with(root) && file[root.size()] == '/';
}

// <internal:gc>, (eval), (eval at F:L), (erb), <compiled> and "" are no files.
bool is_path(std::string_view file) {
  return !file.empty() && file.front() != '<' && file.front() != '(';
}

PlacedGroup place_one(Group group, const std::vector<std::string>& roots) {
  PlacedGroup placed{std::move(group), "(unknown site)", {}, std::nullopt, {}};
  const GroupKey& key = placed.group.key;
  if (key.file) {
    placed.path = placed.is_file() ? relative_path(*key.file, roots) : *key.file;
    if (placed.path.empty()) placed.path = "(empty file name)";
    if (placed.is_file()) placed.gem = gem_of(*key.file);
  }
  placed.site = placed.path;
  if (key.file && key.line) placed.site += ":" + std::to_string(*key.line);
  return placed;
}

}  // namespace

std::string PlacedGroup::subject() const {
  const std::string& name = group.key.class_name;
  return (group.key.type == "IMEMO" ? "IMEMO " + name : name) + " " + short_site();
}

bool PlacedGroup::is_file() const {
  return group.key.file && is_path(*group.key.file);
}

std::string PlacedGroup::short_site() const {
  if (!gem) return site;
  const std::string line = group.key.line ? ":" + std::to_string(*group.key.line) : "";
  return gem->name + (gem->version.empty() ? "" : " " + gem->version) + " " + gem->path + line;
}

std::string relative_path(std::string_view file, const std::vector<std::string>& roots) {
  std::string path = normal(file);
  for (const std::string& folder : roots) {
    const std::string root = normal(folder);
    if (lies_below(path, root)) return path.substr(root == "/" ? 1 : root.size() + 1);
  }
  return path;
}

std::vector<PlacedGroup> place(std::vector<Group> groups, const std::vector<std::string>& roots) {
  std::vector<PlacedGroup> placed;
  placed.reserve(groups.size());
  for (Group& group : groups) placed.push_back(place_one(std::move(group), roots));
  return placed;
}

}  // namespace heapgate
