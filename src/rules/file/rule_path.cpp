#include "rule_path.hpp"

#include <filesystem>
#include <system_error>

#include "util/git/git_state.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> rule_file_in(const fs::path& folder) {
  for (const char* name : {"heapgate.yml", ".heapgate.yml", ".github/heapgate.yml"}) {
    std::error_code ignored;
    // A link that leads nowhere is a rule file that cannot be read, not the lack of one.
    const bool is_there = fs::exists(fs::symlink_status(folder / name, ignored));
    if (is_there && !fs::is_directory(folder / name, ignored)) return folder / name;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_rule_file(const std::string& working_folder) {
  const fs::path start = fs::path(working_folder).lexically_normal();
  const fs::path top = repository_root(working_folder).value_or(start.string());
  for (fs::path at = start;; at = at.parent_path()) {
    if (const auto found = rule_file_in(at)) return found->lexically_proximate(start).string();
    if (at == top || at == at.parent_path()) return std::nullopt;
  }
}

bool leaves_repository(const std::string& rule_file, const std::string& target) {
  std::error_code error;
  const fs::path folder = fs::absolute(rule_file, error).parent_path();
  const auto root = repository_root(folder.string());
  if (!root) return false;
  const fs::path real_root = fs::weakly_canonical(*root, error);
  const fs::path real = fs::weakly_canonical(fs::absolute(target, error), error);
  if (error) return true;
  return real.lexically_relative(real_root).string().starts_with("..");
}

bool is_preset_name(const std::string& entry) {
  return entry.find('/') == std::string::npos && !entry.ends_with(".yml") && !entry.ends_with(".yaml");
}

}  // namespace heapgate
