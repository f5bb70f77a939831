#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What a repository needs to be gated: rules and a workflow. Its server needs no change.
namespace heapgate {

/// What the files of an application tell.
struct Project {
  bool rails = false;
  bool puma = false;
  bool sidekiq = false;
  bool rack = false;                 ///< it has a config.ru or the rack gem
  bool health = false;               ///< Rails 7.1 and later answer at /up
  bool locked = false;               ///< there is a Gemfile.lock
  std::optional<std::string> rules;  ///< the rule file that is there already, relative to the application
  std::string repository;            ///< absolute; the application's own folder outside a repository
  std::string within;                ///< the application's folder in the repository; "." at its root
};

/// The gems that a Gemfile.lock names, each with the version it is locked to.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> locked_gems(const std::string& lock);

/// Looks at the application in `folder`. Throws UsageError if it is no folder.
[[nodiscard]] Project look_at_project(const std::string& folder);

struct PlannedFile {
  std::string path;  ///< absolute
  std::string text;
};

/// The files for the application in `folder`, whether they are there or not, in the order they are told.
/// `action` is what the workflow uses, REPOSITORY@REF.
[[nodiscard]] std::vector<PlannedFile> plan_files(const std::string& folder, const Project& project,
                                                  const std::string& action);

/// What the .gitignore with this text is to have at its end, so that no dump, which holds secrets, is
/// committed; empty if it has that already.
[[nodiscard]] std::string missing_ignores(const std::string& text);

/// The shell command that starts the application's server, and the URL at which it is ready.
[[nodiscard]] std::string server_command(const Project& project);
[[nodiscard]] std::string ready_url(const Project& project);

}  // namespace heapgate
