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

FilePlace place_of(const std::string& file, const std::vector<std::string>& roots) {
  FilePlace place;
  place.path = is_path(file) ? relative_path(file, roots) : file;
  if (place.path.empty()) place.path = "(empty file name)";
  if (is_path(file)) place.gem = gem_of(file);
  return place;
}

using FilePlaces = std::unordered_map<std::string, std::shared_ptr<const FilePlace>, TextHash>;

std::shared_ptr<const FilePlace> shared(FilePlace place) {
  return std::make_shared<const FilePlace>(std::move(place));
}

}  // namespace

std::string PlacedGroup::site() const {
  const GroupKey& key = group.key;
  return key.file && key.line ? path() + ":" + std::to_string(*key.line) : path();
}

std::string PlacedGroup::subject() const {
  return group.key.name() + " " + short_site();
}

bool PlacedGroup::is_file() const {
  return group.key.file && is_path(*group.key.file);
}

std::string PlacedGroup::short_site() const {
  if (!gem()) return site();
  const auto& [name, version, inside] = *gem();
  const std::string line = group.key.line ? ":" + std::to_string(*group.key.line) : "";
  return name + (version.empty() ? "" : " " + version) + " " + inside + line;
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
  const auto unknown = shared({"(unknown site)", std::nullopt});
  FilePlaces files;
  for (Group& group : groups) {
    std::shared_ptr<const FilePlace> file = unknown;
    if (group.key.file) {
      auto& known = files[*group.key.file];
      if (!known) known = shared(place_of(*group.key.file, roots));
      file = known;
    }
    placed.push_back({std::move(group), std::move(file)});
  }
  return placed;
}

}  // namespace heapgate
