#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "github_actions.hpp"
#include "heapgate/report.hpp"
#include "judging.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

constexpr const char* kRulesFooter = R"(
Exit codes: 0 shown, whatever the dumps hold; 2 wrong usage or rule file; 3 the dumps cannot be judged;
4 heapgate itself failed.)";

struct RulesOptions {
  JudgingFlags judging;
  bool explain = false;
};

ExitCode explain(const RulesOptions& options) {
  if (options.judging.dumps.empty()) {
    print(render_rules(rules_for(options.judging), nullptr));
    return ExitCode::pass;
  }
  const Judging judging = prepare(options.judging);
  const Verdict verdict = judge_dumps(judging, Explaining::over_budget);
  print(render_rules(judging.rulebook, &verdict));
  return verdict.outcome == Outcome::inconclusive ? ExitCode::inconclusive : ExitCode::pass;
}

}  // namespace

void add_rules(CLI::App& app, ExitCode& code) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = app.add_subcommand("rules", "show the effective rules, and where each comes from");
  command->footer(kRulesFooter);
  command
      ->add_option("--explain", options->judging.rules,
                   "the rule file; without FILE the one that a check here would take")
      ->type_name("[FILE]")
      ->expected(0, 1);
  add_dump_arguments(*command, options->judging, false);
  command->add_option("--iterations", options->judging.iterations, "requests between two dumps")
      ->type_name("N[,N]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(whole_number(1));
  command->callback([options, &code] { code = explain(*options); });
}

}  // namespace heapgate
