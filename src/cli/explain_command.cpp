#include "heapgate/explain.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <memory>
#include <string>

#include "commands.hpp"
#include "github_actions.hpp"
#include "heapgate/report.hpp"
#include "judging.hpp"
#include "terminal.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

constexpr const char* kExplainFooter = R"(
Exit codes: 0 explained, whatever leaks; 2 wrong usage or rule file; 3 the dumps cannot be judged or read a
second time; 4 heapgate itself failed.)";

struct ExplainFlags {
  JudgingFlags judging;
  std::string group;
};

ExitCode explain_dumps(const ExplainFlags& flags) {
  const Verdict verdict = judge_dumps(prepare(flags.judging), Explaining::always);
  const bool colour = wants_colour(STDOUT_FILENO);
  if (verdict.outcome == Outcome::inconclusive) {
    RenderOptions options;
    options.colour = colour;
    print(render(Format::human, verdict, options));
    return ExitCode::inconclusive;
  }
  print(render_explanation(verdict, flags.group, colour));
  return verdict.explanation->problem.empty() ? ExitCode::pass : ExitCode::inconclusive;
}

}  // namespace

void add_explain(CLI::App& app, ExitCode& code) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = app.add_subcommand("explain", "tell what keeps the leaked objects alive");
  command->footer(kExplainFooter);
  add_dump_arguments(*command, flags->judging, true);
  command->add_option("--group", flags->group, "only leaks with this text in their class or site")
      ->type_name("TEXT")
      ->check(not_empty());
  add_judging_options(*command, flags->judging);
  command->callback([flags, &code] { code = explain_dumps(*flags); });
}

}  // namespace heapgate
