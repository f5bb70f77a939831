#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "heapgate/rules.hpp"

/// Rule files written to a folder of their own and loaded.
namespace heapgate::test {

/// `text` without every "FOLDER/", so that messages do not depend on where the test ran.
inline std::string without_folder(std::string text, const TempFolder& folder) {
  const std::string prefix = folder.path() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
    text.erase(at, prefix.size());
  }
  return text;
}

inline Rulebook load(const TempFolder& folder, const std::string& name = "heapgate.yml") {
  return load_rulebook(folder.path(name), {folder.path(), ""});
}

/// The rulebook of a rule file with this text.
inline Rulebook loaded(const std::string& text) {
  const TempFolder folder;
  folder.write("heapgate.yml", text);
  return load(folder);
}

/// The message of the UsageError that loading FOLDER/`name` ends with.
inline std::string load_error(const TempFolder& folder, const std::string& name = "heapgate.yml") {
  try {
    (void)load(folder, name);
  } catch (const UsageError& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
    return without_folder(error.what(), folder);
  }
  return "no error";
}

/// The same for a rule file heapgate.yml with this text.
inline std::string error_of(const std::string& text) {
  const TempFolder folder;
  folder.write("heapgate.yml", text);
  return load_error(folder);
}

/// The same for a file whose only budget has the field `field`.
inline std::string error_of_field(const std::string& field) {
  return error_of("version: 1\nbudgets:\n  - id: a\n    " + field + "\n");
}

/// All that a budget says, in one line.
inline std::string described(const Budget& budget) {
  constexpr const char* kEach[] = {"sum", "group", "class", "site", "gem", "file"};
  constexpr const char* kSeverity[] = {"error", "warn", "off"};
  std::string text = budget.id + ": " + budget.subject + ", " + kEach[static_cast<int>(budget.each)];
  for (const Each each : budget.wider) text += std::string("+") + kEach[static_cast<int>(each)];
  text += std::string(" ") + to_string(budget.measure) + " " + kSeverity[static_cast<int>(budget.severity)];
  if (budget.max) text += ", max " + std::to_string(*budget.max);
  if (budget.falls) text += " falling";
  if (budget.max_bytes) text += ", max_bytes " + std::to_string(*budget.max_bytes);
  for (const Matcher& exempt : budget.exempt) text += ", not " + exempt.text();
  return text;
}

inline std::vector<std::string> described(const Rulebook& rulebook) {
  std::vector<std::string> texts;
  for (const Budget& budget : rulebook.budgets) texts.push_back(described(budget));
  return texts;
}

/// "heapgate.yml:3:5", without the folder.
inline std::string described(const RuleSource& source, const TempFolder& folder) {
  return without_folder(source.path, folder) + ":" + std::to_string(source.line) + ":" +
         std::to_string(source.column);
}

/// Makes a folder the process's working folder for a test.
class WorkingFolder {
 public:
  explicit WorkingFolder(const std::string& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~WorkingFolder() { std::filesystem::current_path(before_); }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace heapgate::test
