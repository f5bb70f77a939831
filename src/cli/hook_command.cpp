#include <CLI/CLI.hpp>

#include <memory>
#include <string>

#include "commands.hpp"
#include "heapgate/capture.hpp"
#include "heapgate/report.hpp"

namespace heapgate {
namespace {

constexpr const char* kHookFooter = R"(
For a server that heapgate cannot start itself, such as one in a container. Where it is started:
  heapgate hook --out /opt/heapgate_hook.rb
  RUBYOPT=-r/opt/heapgate_hook.rb bundle exec puma
and then, beside it: heapgate capture --pid PID --load CMD --out DIR
The hook traces allocations, which slows them down: it is for load tests only.)";

}  // namespace

void add_hook(CLI::App& app, ExitCode& code) {
  auto out = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("hook", "write the script that makes a Ruby server ready for captures by --pid");
  command->footer(kHookFooter);
  command->add_option("--out", *out, "the file to write; else standard output")->type_name("FILE");
  command->callback([out, &code] {
    write_output(*out, std::string(hook_script()));
    code = ExitCode::pass;
  });
}

}  // namespace heapgate
