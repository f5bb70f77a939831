#pragma once

#include "heapgate/error.hpp"

namespace CLI {
class App;
}

/// One function a subcommand: adds it to the command line and lets it set the exit code when it runs.
namespace heapgate {

void add_baseline(CLI::App& app, ExitCode& code);
void add_capture(CLI::App& app, ExitCode& code);
void add_init(CLI::App& app, ExitCode& code);
void add_history(CLI::App& app, ExitCode& code);
void add_hook(CLI::App& app, ExitCode& code);
void add_rules(CLI::App& app, ExitCode& code);
void add_check(CLI::App& app, ExitCode& code);
void add_explain(CLI::App& app, ExitCode& code);
void add_redact(CLI::App& app, ExitCode& code);

}  // namespace heapgate
