#include "app.hpp"

#include <CLI/CLI.hpp>

#include <cctype>
#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "heapgate/error.hpp"
#include "heapgate/version.hpp"

namespace heapgate {
namespace {

constexpr const char* kAppFooter = R"(
Exit codes: 0 every budget holds, 1 a budget is exceeded, 2 wrong usage or rule file,
3 the dumps cannot be judged or taken, 4 heapgate itself failed.)";

// What is left over, without the mark behind which there are no options.
std::vector<std::string> left_over(const CLI::App& app, bool of_commands) {
  std::vector<std::string> words = app.remaining(of_commands);
  std::erase(words, "--");
  return words;
}

// The command as far as it was understood, whose help tells more.
std::string command_of(const CLI::App& app) {
  std::string command = "heapgate";
  if (!left_over(app, false).empty()) return command;
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) command += " " + (at = at->get_subcommands().front())->get_name();
  return command;
}

// "missing argument: DUMPS", or "missing option: --load". CLI11 has the name in its text only.
std::string missing(const CLI::ParseError& error) {
  const std::string text = error.what();
  std::string name = text.substr(0, text.find(" is required"));
  if (name.starts_with('-')) return "missing option: " + name;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "missing argument: " + name;
}

std::string problem_of(const CLI::App& app, const CLI::ParseError& error) {
  const bool is_missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  if (!is_missing && dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) return error.what();
  const bool has_command = !app.get_subcommands().empty();
  const std::vector<std::string> rest = left_over(app, true);
  if (rest.empty() && !has_command) return "a command is missing";
  if (rest.empty()) return is_missing ? missing(error) : error.what();
  if (rest.front().starts_with('-')) return "there is no option '" + rest.front() + "'";
  return has_command ? error.what() : "there is no command '" + rest.front() + "'";
}

ExitCode run(int argc, char** argv) {
  CLI::App app("heapgate finds Ruby memory leaks between heap dumps and holds them against budgets");
  app.set_version_flag("--version", std::string("heapgate ") + kVersion);
  app.footer(kAppFooter);
  app.require_subcommand(1);
  ExitCode code = ExitCode::pass;
  add_check(app, code);
  add_baseline(app, code);
  add_capture(app, code);
  add_explain(app, code);
  add_init(app, code);
  add_history(app, code);
  add_hook(app, code);
  add_redact(app, code);
  add_rules(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are errors of code 0 to CLI11.
    if (error.get_exit_code() == 0) return app.exit(error) == 0 ? ExitCode::pass : ExitCode::internal;
    complain(problem_of(app, error) + "; see " + command_of(app) + " --help");
    return ExitCode::usage;
  }
  return code;
}

}  // namespace

int run_app(int argc, char** argv) {
  // A reader that goes away, a file at its size limit: outputs that cannot be written, no silent end.
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const Error& error) {
    complain(error.what());
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    complain("out of memory");
  } catch (const std::exception& error) {
    complain(std::string("internal error: ") + error.what());
  }
  return static_cast<int>(ExitCode::internal);
}

}  // namespace heapgate
