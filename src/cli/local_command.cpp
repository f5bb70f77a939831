#include "local_command.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

namespace heapgate {
namespace {

namespace fs = std::filesystem;

bool leads_out(const fs::path& path) {
  return !path.empty() && *path.begin() == "..";
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path rest = path.lexically_relative(folder);
  return !rest.empty() && !leads_out(rest);
}

// Of no file that can be taken elsewhere: a pipe has been read.
bool is_pipe(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

std::optional<std::string> dump_elsewhere(const std::string& path) {
  if (is_pipe(path)) return std::nullopt;
  const fs::path here = fs::current_path();
  const fs::path whole = (here / path).lexically_normal();
  if (is_below(whole, here)) return whole.lexically_relative(here).string();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

// What the repository has, by the way from here.
std::optional<std::string> file_elsewhere(const std::string& path, const std::string& repository) {
  const fs::path here = fs::current_path();
  const fs::path whole = (here / path).lexically_normal();
  const bool is_there = is_below(whole, here) || (!repository.empty() && is_below(whole, repository));
  return is_there ? std::optional(whole.lexically_relative(here).string()) : std::nullopt;
}

std::string joined(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
  return text;
}

// False if one cannot be named there.
bool add_dumps(std::vector<std::string>& words, const std::vector<std::string>& dumps) {
  std::set<std::string> names;
  for (const std::string& dump : dumps) {
    const std::optional<std::string> name = dump_elsewhere(dump);
    if (!name || name->empty() || !names.insert(*name).second) return false;
    words.push_back(*name);
  }
  return true;
}

}  // namespace

LocalCommand local_command(const JudgingFlags& flags, bool explains, const std::string& repository) {
  std::vector<std::string> words{"heapgate", "check"};
  for (const auto& [option, path] : {std::pair("--rules", &flags.rules), {"--baseline", &flags.baseline}}) {
    if (path->empty()) continue;
    const std::optional<std::string> there = file_elsewhere(*path, repository);
    if (!there) return {};
    words.insert(words.end(), {option, *there});
  }
  if (flags.write_baseline) words.emplace_back("--write-baseline");
  if (flags.fail_level != "error") words.insert(words.end(), {"--fail-level", flags.fail_level});
  if (!flags.iterations.empty()) words.insert(words.end(), {"--iterations", joined(flags.iterations)});
  if (!explains) words.emplace_back("--no-explain");
  if (!add_dumps(words, flags.dumps)) return {};
  const fs::path here = fs::current_path();
  const bool is_deeper = !repository.empty() && here != fs::path(repository) && is_below(here, repository);
  return {std::move(words), is_deeper ? here.lexically_relative(repository).string() : ""};
}

}  // namespace heapgate
