#include "heapgate/place.hpp"

#include <filesystem>
#include <unordered_map>

#include "util/text_hash.hpp"

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

// What a file's groups have in common.
struct FilePlace {
  std::string path;
  std::optional<Gem> gem;
};

FilePlace place_of(const std::string& file, const std::vector<std::string>& roots) {
  FilePlace place;
  place.path = is_path(file) ? relative_path(file, roots) : file;
  if (place.path.empty()) place.path = "(empty file name)";
  if (is_path(file)) place.gem = gem_of(file);
  return place;
}

using FilePlaces = std::unordered_map<std::string, FilePlace, TextHash>;

PlacedGroup place_one(Group group, const std::vector<std::string>& roots, FilePlaces& files) {
  PlacedGroup placed{std::move(group), "(unknown site)", {}, std::nullopt};
  const GroupKey& key = placed.group.key;
  if (key.file) {
    const auto [entry, is_new] = files.try_emplace(*key.file);
    if (is_new) entry->second = place_of(*key.file, roots);
    placed.path = entry->second.path;
    placed.gem = entry->second.gem;
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
  FilePlaces files;
  for (Group& group : groups) placed.push_back(place_one(std::move(group), roots, files));
  return placed;
}

}  // namespace heapgate
