#include "pushing.hpp"

#include <CLI/CLI.hpp>

#include "diagnostics.hpp"
#include "heapgate/push.hpp"
#include "heapgate/report.hpp"
#include "terminal.hpp"
#include "validators.hpp"

namespace heapgate {

void add_pushing_options(CLI::App& command, PushingFlags& flags) {
  auto* url = command
                  .add_option("--push", flags.url,
                              "push the metrics to a Prometheus Pushgateway, or to VictoriaMetrics if URL "
                              "ends in /api/v1/import/prometheus; what fails is a warning")
                  ->type_name("URL")
                  ->check(not_empty());
  command
      .add_option("--push-token-env", flags.token_variable,
                  "the environment variable with the token to push with (Authorization: Bearer)")
      ->type_name("NAME")
      ->needs(url);
}

void check_pushing(const PushingFlags& flags) {
  if (flags.url.empty()) return;
  (void)push_request(flags.url, {});
  if (!flags.token_variable.empty() && environment(flags.token_variable.c_str()).empty())
    throw UsageError("--push-token-env: the variable " + flags.token_variable + " is not set");
}

void push(const PushingFlags& flags, const RecordingFlags& recording, const Verdict& verdict) {
  if (flags.url.empty()) return;
  const PushTarget target{flags.url,
                          flags.token_variable.empty() ? "" : environment(flags.token_variable.c_str())};
  const std::string problem =
      push_metrics(target, origin_of(recording), render(Format::openmetrics, verdict));
  if (!problem.empty()) complain("warning: " + problem);
}

}  // namespace heapgate
