#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "diagnostics.hpp"
#include "heapgate/capture.hpp"
#include "heapgate/error.hpp"
#include "heapgate/report.hpp"
#include "report/workflow_text.hpp"
#include "terminal.hpp"
#include "util/http/http.hpp"
#include "util/quotes.hpp"
#include "util/text.hpp"
#include "validators.hpp"

namespace heapgate {
namespace {

constexpr const char* kCaptureFooter = R"(
A server started by --exec needs no change: heapgate's hook is preloaded by RUBYOPT into every Ruby process of it,
traces allocations from the first line on, and has dumps written. What is dumped is what listens on the port of
--ready, or else what worked in the warm-up. The server sees HEAPGATE=1.
A server named by --pid has preloaded the hook that `heapgate hook` writes, or has loaded the rbtrace gem and traces
its allocations: require "rbtrace"; require "objspace"; ObjectSpace.trace_object_allocations_start
A load sees HEAPGATE_INTERVAL, 0 in the warm-up.
Beside each dump in DIR lie 1.json.meta, with facts about the moment, and 1.json.names, with the names of constants,
variables and threads. Then: heapgate check DIR)";

const std::map<std::string, TracingPolicy> kTracing{
    {"require", TracingPolicy::require}, {"start", TracingPolicy::start}, {"none", TracingPolicy::none}};
const std::map<std::string, CapturedAs> kCompression{{"gz", CapturedAs::gzip}, {"zst", CapturedAs::zstd}};

const std::map<std::string, ForkMode> kForks{
    {"auto", ForkMode::automatic}, {"threads", ForkMode::threads}, {"plain", ForkMode::plain}};

struct Flags {
  CaptureOptions options;
  std::string token_variable;
  std::string tracing = "require";
  std::string compression;
  std::string fork = "auto";
  std::string ca_file;
  bool single = false;
  bool verbose = false;
};

std::string token_from(const std::string& variable) {
  const std::string token = environment(variable.c_str());
  if (token.empty()) throw UsageError("--token-env: the environment has no " + variable);
  if (token.find_first_of("\r\n") != std::string::npos) {
    throw UsageError("--token-env: " + variable + " holds a line break");
  }
  return token;
}

std::string summary(const CaptureOptions& options, const std::vector<CapturedProcess>& processes) {
  std::string text;
  for (const CapturedProcess& process : processes) {
    text += std::to_string(process.dumps.size()) + " dumps of process " + std::to_string(process.pid) +
            (process.command.empty() ? "" : " (" + clean_line(process.command) + ")") + ", " +
            human_bytes(process.bytes) + ": " + process.dumps.front() + " to " + process.dumps.back() + "\n";
  }
  return text + "next: heapgate check " + shell_word(options.out) + "\n";
}

// What a server prints is its own to choose, and a CI may read commands in it.
void show_output(std::string_view text) {
  std::fputs(without_commands(clean_text(std::string(text)), {"\\x3A", "\\x23"}).c_str(), stderr);
}

ExitCode run_capture(Flags flags) {
  CaptureOptions& options = flags.options;
  options.tracing = kTracing.at(flags.tracing);
  if (!flags.compression.empty()) options.compression = kCompression.at(flags.compression);
  options.fork = kForks.at(flags.fork);
  options.workers = !flags.single;
  if (!flags.ca_file.empty()) trust_ca_file(flags.ca_file);
  if (!flags.token_variable.empty()) options.token = token_from(flags.token_variable);
  StepLine steps;
  options.progress = [&steps](const std::string& step) { steps.show(step); };
  options.note = [&steps](const std::string& what) {
    steps.clear();
    complain(what);
  };
  if (flags.verbose) {
    options.output = [&steps](std::string_view text) {
      steps.clear();
      show_output(text);
    };
  }
  const std::vector<CapturedProcess> processes = capture(options);
  steps.clear();
  write_output("", summary(options, processes));
  return ExitCode::pass;
}

void add_dump_options(CLI::App& command, Flags& flags) {
  command
      .add_option("--rbtrace", flags.options.rbtrace,
                  "the command that runs rbtrace; else `bundle exec rbtrace` or rbtrace")
      ->type_name("CMD");
  command
      .add_option("--tracing", flags.tracing,
                  "if the server does not trace its allocations: refuse it (require), start it for the "
                  "capture (start), or take dumps without sites (none)")
      ->check(CLI::IsMember(kTracing))
      ->capture_default_str();
  command
      .add_option(
          "--fork", flags.fork,
          "how the child that writes a dump is made: with the stacks of all threads (threads), by Ruby's own "
          "fork (plain), or the second where the first fails (auto)")
      ->check(CLI::IsMember(kForks))
      ->capture_default_str();
}

void add_server_options(CLI::App& command, Flags& flags) {
  command
      .add_option("--pid", flags.options.pids,
                  "the server's process; of a master its workers are dumped; repeatable")
      ->type_name("PID")
      ->check(whole_number(1))
      ->allow_extra_args(false);
  command
      .add_option("--exec", flags.options.server_command,
                  "a shell command that starts the server; it is stopped at the end")
      ->type_name("CMD");
  command
      .add_option(
          "--ready", flags.options.ready_url,
          "the server is ready when this URL answers with 2xx or 3xx; with --exec what listens there is "
          "dumped")
      ->type_name("URL");
  command
      .add_option(
          "--process", flags.options.process,
          "with --exec: dump the Ruby processes whose command line has this in it; * and ? as in a shell")
      ->type_name("PATTERN");
  command.add_flag("--single", flags.single, "dump the process itself, even if it has forked workers");
}

void add_url_options(CLI::App& command, Flags& flags) {
  command
      .add_option("--url", flags.options.url, "an endpoint that serves a dump, where rbtrace cannot attach")
      ->type_name("URL");
  command
      .add_option("--token-env", flags.token_variable,
                  "with --url: the environment variable that holds the token")
      ->type_name("NAME");
  command
      .add_option("--cacert", flags.ca_file,
                  "a PEM file of the authorities that certificates of https URLs are held against; else "
                  "SSL_CERT_FILE, else the system's")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
}

void add_run_options(CLI::App& command, Flags& flags) {
  command
      .add_option("--load", flags.options.load_command,
                  "the shell command that loads the server between two dumps")
      ->type_name("CMD")
      ->required();
  command
      .add_option("--warmup", flags.options.warmup_command,
                  "the shell command that warms it up; else the load, once")
      ->type_name("CMD");
  command
      .add_option("--iterations", flags.options.iterations,
                  "requests of one load, which heapgate check then knows")
      ->type_name("N")
      ->check(whole_number(1));
  command.add_option("--out", flags.options.out, "the folder for the dumps")->type_name("DIR")->required();
  command.add_flag("--replace", flags.options.replace, "replace the dumps that DIR holds");
  command.add_option("--rounds", flags.options.rounds, "how many dumps to keep, 3 or more")
      ->type_name("N")
      ->check(whole_number(3, 1000))
      ->capture_default_str();
  command.add_option("--compress", flags.compression, "compress the dumps: gz or zst")
      ->check(CLI::IsMember(kCompression));
  command
      .add_option("--timeout", flags.options.timeout, "seconds that getting ready, a load or a dump may take")
      ->type_name("S")
      ->check(seconds_above_0())
      ->capture_default_str();
  command.add_flag("--verbose", flags.verbose, "show what the server, the warm-up and the load print");
  command.add_option("--settle", flags.options.settle, "seconds between a load's end and the dump")
      ->type_name("S")
      ->check(seconds_of_0_or_more())
      ->capture_default_str();
}

}  // namespace

void add_capture(CLI::App& app, ExitCode& code) {
  auto flags = std::make_shared<Flags>();
  CLI::App* command =
      app.add_subcommand("capture", "take the dumps of a running server, with a load between");
  command->footer(kCaptureFooter);
  add_server_options(*command, *flags);
  add_dump_options(*command, *flags);
  add_url_options(*command, *flags);
  add_run_options(*command, *flags);
  command->callback([flags, &code] { code = run_capture(*flags); });
}

}  // namespace heapgate
