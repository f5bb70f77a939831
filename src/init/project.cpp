#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "heapgate/error.hpp"
#include "heapgate/init.hpp"
#include "rules/file/rule_path.hpp"
#include "util/git/git_state.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// "7.1.3" is at least 7.1.
bool at_least_7_1(const std::string& version) {
  int major = 0;
  int minor = 0;
  const char* end = version.data() + version.size();
  const auto read = std::from_chars(version.data(), end, major);
  if (read.ptr != end) std::from_chars(read.ptr + 1, end, minor);
  return major > 7 || (major == 7 && minor >= 1);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> locked_gems(const std::string& lock) {
  std::vector<std::pair<std::string, std::string>> gems;
  std::istringstream lines(lock);
  // Under `specs:` a gem is indented by four, what it depends on by six.
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.starts_with("    ") || line.starts_with("     ")) continue;
    const std::size_t open = line.find(" (", 4);
    const std::size_t close = line.find(')', 4);
    if (open == std::string::npos || close == std::string::npos || close < open) continue;
    gems.emplace_back(line.substr(4, open - 4), line.substr(open + 2, close - open - 2));
  }
  return gems;
}

Project look_at_project(const std::string& folder) {
  std::error_code error;
  const fs::path application = fs::canonical(folder, error);
  if (error || !fs::is_directory(application)) throw UsageError(folder + ": not a directory");
  Project project;
  project.locked = fs::exists(application / "Gemfile.lock");
  for (const auto& [name, version] : locked_gems(text_of(application / "Gemfile.lock"))) {
    if (name == "rails" || name == "railties") {
      project.rails = true;
      project.health = project.health || at_least_7_1(version);
    }
    project.puma = project.puma || name == "puma";
    project.sidekiq = project.sidekiq || name == "sidekiq";
    project.rack = project.rack || name == "rack";
  }
  project.rack = project.rack || fs::exists(application / "config.ru");
  project.rules = find_rule_file(application.string());
  const fs::path repository = repository_root(application.string()).value_or(application.string());
  project.repository = repository.string();
  project.within = application.lexically_relative(repository).string();
  return project;
}

}  // namespace heapgate
