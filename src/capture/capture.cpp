#include "heapgate/capture.hpp"

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "dump_source.hpp"
#include "endpoint.hpp"
#include "guardian.hpp"
#include "heapgate/error.hpp"
#include "proc.hpp"
#include "readiness.hpp"
#include "shell_command.hpp"
#include "staging.hpp"
#include "started_server.hpp"
#include "temporary_folder.hpp"

namespace heapgate {
namespace {

constexpr int kLoadGrace = 2;
constexpr double kTrySeconds = 30;
constexpr unsigned kMinRounds = 3;
constexpr double kHelperSeconds = 2;
constexpr auto kLeavingPoll = std::chrono::milliseconds(50);

void check_options(const CaptureOptions& options) {
  const int named = (options.pids.empty() ? 0 : 1) + (options.server_command.empty() ? 0 : 1) +
                    (options.url.empty() ? 0 : 1);
  if (named != 1) throw UsageError("name one server: by --pid, --exec or --url");
  if (options.load_command.empty()) throw UsageError("--load is missing: the command that loads the server");
  if (options.out.empty()) throw UsageError("--out is missing: the folder for the dumps");
  if (options.rounds < kMinRounds)
    throw UsageError("--rounds: three dumps or more are needed to tell a leak");
  if (!options.ready_url.empty() && options.server_command.empty() && options.url.empty())
    throw UsageError("--ready needs --exec or --url");
  if (!options.process.empty() && options.server_command.empty()) throw UsageError("--process needs --exec");
  if (!options.url.empty() && options.token.empty())
    throw UsageError("--url needs a token: name its variable by --token-env");
}

bool ends_soon(pid_t pid) {
  const Deadline soon(kHelperSeconds);
  while (runs(pid) && !soon.passed()) std::this_thread::sleep_for(kLeavingPoll);
  return !runs(pid);
}

class Capture {
 public:
  explicit Capture(const CaptureOptions& options)
      : options_(options),
        staging_(options, guardian_),
        temporary_(temporary_folder()),
        scratch_(make_temporary_folder(temporary_, guardian_)),
        reach_{options, guardian_, temporary_, scratch_, {}} {}

  std::vector<CapturedProcess> run();

 private:
  using Dump = void (Capture::*)(DumpSource&, unsigned);

  void open_endpoint();
  void warm_up();
  void reach(const std::vector<pid_t>& pids);
  void run_load(const std::string& command, unsigned interval);
  void dump_all(Dump dump, unsigned number);
  void rehearse(DumpSource& source, unsigned) { staging_.rehearse(source, Deadline(options_.timeout)); }
  void take(DumpSource& source, unsigned number) {
    staging_.take(source, number, Deadline(options_.timeout));
  }
  void take_round(unsigned number);
  void check_endpoint() const;
  [[noreturn]] void keep_rounds_before(unsigned failed, const Error& error);
  void step(const std::string& text) const {
    if (options_.progress) options_.progress(text);
  }
  void note(const std::string& text) const {
    if (options_.note) options_.note(text);
  }

  const CaptureOptions& options_;
  // First made, last destroyed: it cleans up behind all others.
  Guardian guardian_;
  Staging staging_;
  std::string temporary_;
  std::string scratch_;
  Reach reach_;
  std::unique_ptr<StartedServer> server_;
  std::vector<std::unique_ptr<DumpSource>> sources_;
};

void Capture::open_endpoint() {
  if (exposes_token(options_.url))
    note(options_.url + ": the token and the dump travel in clear text; use https");
  if (!options_.ready_url.empty()) {
    step("waiting until the server is ready");
    Readiness(options_.ready_url).await(Deadline(options_.timeout));
  }
  // A warm-up takes minutes.
  auto endpoint = std::make_unique<Endpoint>(options_.url, options_.token);
  endpoint->try_it(Deadline(kTrySeconds));
  sources_.push_back(std::move(endpoint));
}

void Capture::reach(const std::vector<pid_t>& pids) {
  for (const pid_t pid : pids) {
    step("reaching " + process_name(pid));
    try {
      auto hook = reach_process(pid, reach_);
      if (server_) server_->note_jobs(*hook, options_.note);
      sources_.push_back(std::move(hook));
    } catch (const CaptureError&) {
      // Among what was chosen of a started server there may be a helper that is done, or is just ending.
      const bool last = pid == pids.back() && sources_.empty();
      if (!server_ || last || !ends_soon(pid)) throw;
      note(process_label(pid) + " has ended: it is left out");
    }
  }
}

// `interval`: 0 for the warm-up, else the number of the dump that follows, less one.
void Capture::run_load(const std::string& command, unsigned interval) {
  const std::string name = interval == 0 ? "the warm-up" : "the load";
  step(interval == 0 ? "warming up"
                     : "load " + std::to_string(interval) + " of " + std::to_string(options_.rounds - 1));
  ShellCommand load(command, scratch_ + "/load.log", guardian_, kLoadGrace,
                    {{"HEAPGATE_INTERVAL", std::to_string(interval)}}, options_.output);
  const CommandEnd end = load.wait(Deadline(options_.timeout));
  if (!end.succeeded()) throw CaptureError(name + " failed: " + end.text());
  std::this_thread::sleep_for(std::chrono::duration<double>(options_.settle));
}

void Capture::warm_up() {
  run_load(options_.warmup_command.empty() ? options_.load_command : options_.warmup_command, 0);
}

// A worker that is gone is left out, as long as another one is left.
void Capture::dump_all(Dump dump, unsigned number) {
  for (auto source = sources_.begin(); source != sources_.end();) {
    try {
      (this->*dump)(**source, number);
      ++source;
    } catch (const ProcessEnded& error) {
      if (sources_.size() == 1) throw;
      note(std::string(error.what()) + ": it is left out");
      staging_.drop((*source)->pid());
      source = sources_.erase(source);
    }
  }
}

void Capture::check_endpoint() const {
  const auto* endpoint = dynamic_cast<const Endpoint*>(sources_.front().get());
  if (endpoint == nullptr || endpoint->tracing() || options_.tracing == TracingPolicy::none) return;
  throw CaptureError(
      options_.url +
      ": the server does not trace its allocations, so that no dump would name a site: "
      "call `ObjectSpace.trace_object_allocations_start` (of objspace) where it boots; --tracing none "
      "takes dumps without sites");
}

void Capture::take_round(unsigned number) {
  if (number > 1) run_load(options_.load_command, number - 1);
  step("dump " + std::to_string(number) + " of " + std::to_string(options_.rounds));
  dump_all(&Capture::take, number);
}

// Three complete rounds are worth a verdict.
void Capture::keep_rounds_before(unsigned failed, const Error& error) {
  staging_.drop_round(failed);
  sources_.clear();
  const auto processes = staging_.commit();
  const std::string kept =
      std::to_string(failed - 1) + " dumps" + (processes.size() > 1 ? " of each process" : "");
  throw Error(error.code(), std::string(error.what()) + "\n  the " + kept +
                                " taken before are kept: `heapgate check` judges " + options_.out);
}

std::vector<CapturedProcess> Capture::run() {
  if (!options_.url.empty()) {
    open_endpoint();
    warm_up();
  } else if (!options_.pids.empty()) {
    reach(with_workers(options_.pids, options_.workers));
    warm_up();
  } else {
    step("starting the server");
    server_ = std::make_unique<StartedServer>(reach_);
    warm_up();
    if (server_->needs_measuring()) {
      note(
          "several Ruby processes may be meant, and without --ready their work tells: the warm-up runs once "
          "more");
      server_->measure_work();
      warm_up();
    }
    reach(server_->choose());
  }
  step("a dump to throw away");
  dump_all(&Capture::rehearse, 0);
  check_endpoint();
  staging_.check_room();
  for (unsigned number = 1; number <= options_.rounds; ++number) {
    try {
      take_round(number);
    } catch (const Error& error) {
      if (number <= kMinRounds) throw;
      keep_rounds_before(number, error);
    }
  }
  sources_.clear();
  return staging_.commit();
}

}  // namespace

std::vector<CapturedProcess> capture(const CaptureOptions& options) {
  check_options(options);
  return Capture(options).run();
}

}  // namespace heapgate
