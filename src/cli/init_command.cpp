#include "heapgate/init.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "heapgate/error.hpp"
#include "heapgate/report.hpp"
#include "heapgate/version.hpp"
#include "util/files/aside_file.hpp"
#include "util/files/created_folders.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInitFooter = R"(
Exit codes: 0 written or there already, 2 wrong usage or no such folder, 4 a file cannot be written.)";

struct InitOptions {
  std::string folder = ".";
  std::string action = std::string("heapgate/heapgate@v") + kVersion;
};

// "wrote FILE" or, if it was there, "kept FILE".
std::string put(const PlannedFile& file, const fs::path& from) {
  const std::string name = fs::path(file.path).lexically_proximate(from).string();
  // A link that leads nowhere is somebody's file, too.
  if (fs::exists(fs::symlink_status(file.path))) return "kept  " + name + " (it is there already)\n";
  CreatedFolders folders;
  folders.create(fs::path(file.path).parent_path());
  AsideFile out(file.path);
  out.write(file.text);
  out.commit();
  folders.keep();
  return "wrote " + name + "\n";
}

// The only file that is added to.
std::string ignore_dumps(const fs::path& from) {
  const fs::path path = from / ".gitignore";
  const bool exists = fs::exists(fs::symlink_status(path));
  if (exists && !fs::is_regular_file(path))
    return "kept  .gitignore (not a file; let it name /tmp/heapgate/)\n";
  std::ifstream before(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(before), {});
  if (exists && !before) throw OutputError(path.string() + ": cannot be read");
  const std::string more = missing_ignores(text);
  if (more.empty()) return "kept  .gitignore (it names the dumps already)\n";
  AsideFile out(path.string());
  out.write(text + more);
  out.commit();
  return exists ? "added to .gitignore: /tmp/heapgate/\n" : "wrote .gitignore\n";
}

std::string next_steps(const Project& project) {
  std::string text;
  if (!project.locked) text += "note: there is no Gemfile.lock, so this is a guess; see heapgate.yml\n";
  const std::string url = ready_url(project);
  return text + "next: heapgate capture --exec '" + server_command(project) + "' --ready " + url +
         " \\\n        --load 'for i in $(seq 200); do curl -fsS -o /dev/null " + url +
         " || exit 1; done' --out tmp/heapgate \\\n        && heapgate check tmp/heapgate\n";
}

ExitCode init(const InitOptions& options) {
  const Project project = look_at_project(options.folder);
  std::string said;
  for (const PlannedFile& file : plan_files(options.folder, project, options.action)) {
    said += put(file, fs::canonical(options.folder));
  }
  said += ignore_dumps(fs::canonical(options.folder));
  write_output("", said + next_steps(project));
  return ExitCode::pass;
}

// It becomes part of the workflow, so it is plain text.
std::string check_action(const std::string& text) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@";
  const std::size_t at = text.find('@');
  const bool fits = text.find_first_not_of(kPlain) == std::string::npos && at != std::string::npos &&
                    at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string::npos;
  return fits ? std::string{} : "'" + text + "' is not of the form REPOSITORY@REF";
}

}  // namespace

void add_init(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command =
      app.add_subcommand("init",
                         "write rules and a workflow for the application, which itself needs "
                         "no change; existing files are kept, and the dumps added to .gitignore");
  command->footer(kInitFooter);
  command->add_option("folder", options->folder, "the application's folder")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--action", options->action, "what the workflow uses: your copy of this action")
      ->type_name("REPOSITORY@REF")
      ->check(check_action)
      ->capture_default_str();
  command->callback([options, &code] { code = init(*options); });
}

}  // namespace heapgate
