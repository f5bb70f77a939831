#include <filesystem>
#include <fstream>
#include <string_view>

#include "git_state.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return trimmed(line);
}

// The .git folder of the repository around `folder`; a worktree has a file that names it.
fs::path git_folder(const fs::path& folder) {
  std::error_code ignored;
  const auto root = repository_root(fs::absolute(folder, ignored).string());
  if (!root) return {};
  const fs::path git = fs::path(*root) / ".git";
  if (!fs::is_regular_file(git, ignored)) return git;
  const std::string line = first_line(git);
  return line.starts_with("gitdir: ") ? fs::path(*root) / line.substr(8) : fs::path();
}

// What the worktrees of one repository share: branches and configuration.
fs::path common_folder(const fs::path& git) {
  const std::string common = first_line(git / "commondir");
  return common.empty() ? git : git / common;
}

bool is_hash(std::string_view text) {
  return text.size() >= 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string packed_ref(const fs::path& common, const std::string& ref) {
  std::ifstream file(common / "packed-refs");
  for (std::string line; std::getline(file, line);) {
    const std::size_t space = line.find(' ');
    if (space != std::string::npos && trimmed(line.substr(space + 1)) == ref) return line.substr(0, space);
  }
  return {};
}

std::string remote_url(const fs::path& common) {
  std::ifstream file(common / "config");
  bool in_origin = false;
  for (std::string line; std::getline(file, line);) {
    const std::string text = trimmed(line);
    if (text.starts_with('[')) in_origin = text == "[remote \"origin\"]";
    const std::size_t equals = text.find('=');
    if (in_origin && equals != std::string::npos && trimmed(text.substr(0, equals)) == "url")
      return trimmed(text.substr(equals + 1));
  }
  return {};
}

}  // namespace

std::optional<std::string> repository_root(const std::string& folder) {
  for (fs::path at = fs::path(folder).lexically_normal();; at = at.parent_path()) {
    std::error_code ignored;
    if (fs::exists(at / ".git", ignored)) return at.string();
    if (at == at.parent_path()) return std::nullopt;
  }
}

GitState git_state(const std::string& folder) {
  const fs::path git = git_folder(folder);
  if (git.empty()) return {};
  const fs::path common = common_folder(git);
  GitState state;
  state.remote = remote_url(common);
  state.commit = first_line(git / "HEAD");
  constexpr std::string_view kHeads = "ref: refs/heads/";
  if (state.commit.starts_with(kHeads)) {
    const std::string ref = state.commit.substr(5);
    state.branch = state.commit.substr(kHeads.size());
    state.commit = first_line(common / ref);
    if (!is_hash(state.commit)) state.commit = packed_ref(common, ref);
  }
  if (!is_hash(state.commit)) state.commit.clear();
  // What a repository without ref files has there.
  if (state.branch == ".invalid") state.branch.clear();
  return state;
}

}  // namespace heapgate
