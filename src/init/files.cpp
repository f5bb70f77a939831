#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "heapgate/error.hpp"
#include "heapgate/init.hpp"
#include "templates.hpp"
#include "util/quotes.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

using Values = std::vector<std::pair<std::string_view, std::string>>;

std::string filled(std::string_view pattern, const Values& values) {
  std::string text(pattern);
  for (const auto& [name, value] : values) {
    const std::string mark = "@" + std::string(name) + "@";
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size()) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

std::string presets(const Project& project) {
  std::string names;
  const auto add = [&names](bool has, const char* name) {
    if (has) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(project.rails, "rails");
  add(project.puma, "puma");
  add(project.sidekiq, "sidekiq");
  return "[" + (names.empty() ? "default" : names) + "]";
}

std::string environment(const Project& project) {
  if (!project.rails) return "      RACK_ENV: production\n";
  return "      RAILS_ENV: production # classes are loaded eagerly and never again\n"
         "      SECRET_KEY_BASE_DUMMY: \"1\"\n";
}

std::string base_url(const Project& project) {
  return project.rails ? "http://127.0.0.1:3000" : "http://127.0.0.1:9292";
}

std::string ready_path(const Project& project) {
  return project.health ? "/up" : "/";
}

}  // namespace

std::string server_command(const Project& project) {
  if (project.rails) return "bundle exec rails server -p 3000";
  if (project.puma) return "bundle exec puma -b tcp://127.0.0.1:9292";
  return "bundle exec rackup -o 127.0.0.1 -p 9292";
}

std::string ready_url(const Project& project) {
  return base_url(project) + ready_path(project);
}

std::vector<PlannedFile> plan_files(const std::string& folder, const Project& project,
                                    const std::string& action) {
  for (const char c : project.within) {
    if (static_cast<unsigned char>(c) < ' ') throw UsageError("a folder's name holds a control character");
  }
  const fs::path application = fs::canonical(folder);
  const std::string rules = project.rules.value_or("heapgate.yml");
  const std::string workflow = filled(kWorkflowTemplate, {{"RULES", rules},
                                                          {"ENVIRONMENT", environment(project)},
                                                          {"ACTION", action},
                                                          {"SERVER", server_command(project)},
                                                          {"URL", base_url(project)},
                                                          {"READY", ready_path(project)},
                                                          {"FOLDER", yaml_single_quoted(project.within)}});
  return {{(application / rules).lexically_normal().string(),
           filled(kRulesTemplate, {{"PRESETS", presets(project)}})},
          {(fs::path(project.repository) / ".github/workflows/heapgate.yml").string(), workflow}};
}

std::string missing_ignores(const std::string& text) {
  // Where `heapgate capture` is told to put them, or more. Rails ignores /tmp/*.
  constexpr std::array<std::string_view, 11> kEnough{
      "/tmp/heapgate/", "/tmp/heapgate", "tmp/heapgate/", "tmp/heapgate", "/tmp/",  "/tmp",
      "tmp/",           "tmp",           "/tmp/*",        "tmp/*",        "/tmp/**"};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.resize(line.find_last_not_of(" \t\r") + 1);
    if (std::find(kEnough.begin(), kEnough.end(), line) != kEnough.end()) return {};
  }
  const bool needs_newline = !text.empty() && text.back() != '\n';
  return std::string(needs_newline ? "\n" : "") + "# heap dumps: they hold secrets\n/tmp/heapgate/\n";
}

}  // namespace heapgate
