#include "heapgate/redact.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "judging.hpp"

namespace heapgate {
namespace {

constexpr const char* kRedactFooter = R"(
What stays: addresses and references, types, names of classes, modules and methods, file paths and lines,
generations, sizes. What goes: the contents of strings and symbols, and everything that heapgate does not know.
`heapgate check` comes to the same verdict. The files beside DUMP go along: FILE.meta, and FILE.names with the names
of constants and variables.

Exit codes: 0 written, 2 wrong usage, 3 the dump cannot be read, 4 FILE cannot be written. Unless it is 0,
nothing is written.)";

struct RedactOptions {
  std::string dump;
  std::string out;
  std::uint64_t max_line = kMaxLine;
};

void run_redact(const RedactOptions& options) {
  RedactionPlan plan = plan_redaction(options.dump, options.out);
  plan.max_line = options.max_line;
  for (const std::string& note : plan.notes) complain(note);
  redact(plan);
}

}  // namespace

void add_redact(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<RedactOptions>();
  CLI::App* command = app.add_subcommand("redact", "write a dump without its secrets, for uploading");
  command->footer(kRedactFooter);
  command
      ->add_option("dump", options->dump,
                   "a dump (.gz, .zst and .xz too), or a folder of dumps or of one directory per process")
      ->type_name("DUMP")
      ->required();
  command
      ->add_option("--out", options->out,
                   "the file to write, compressed by its suffix (.gz, .zst, .xz); for a folder of dumps the "
                   "folder, in which each dump gets its own name and .zst")
      ->type_name("FILE")
      ->required();
  add_max_line(*command, options->max_line);
  command->callback([options, &code] {
    run_redact(*options);
    code = ExitCode::pass;
  });
}

}  // namespace heapgate
