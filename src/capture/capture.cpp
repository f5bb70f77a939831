#include "heapgate/capture.hpp"

#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "dump_source.hpp"
#include "endpoint.hpp"
#include "guardian.hpp"
#include "heapgate/error.hpp"
#include "server.hpp"
#include "shell_command.hpp"
#include "staging.hpp"
#include "targets.hpp"

namespace heapgate {
namespace {

constexpr int kLoadGrace = 2;
constexpr double kWorkersSeconds = 30;
constexpr unsigned kMinRounds = 3;

void check_options(const CaptureOptions& options) {
  const int named = (options.pids.empty() ? 0 : 1) + (options.server_command.empty() ? 0 : 1) +
                    (options.url.empty() ? 0 : 1);
  if (named != 1) throw UsageError("name one server: by --pid, --exec or --url");
  if (options.load_command.empty()) throw UsageError("--load is missing: the command that loads the server");
  if (options.out.empty()) throw UsageError("--out is missing: the folder for the dumps");
  if (options.rounds < kMinRounds)
    throw UsageError("--rounds: three dumps or more are needed to tell a leak");
  if (!options.ready_url.empty() && options.server_command.empty()) throw UsageError("--ready needs --exec");
  if (!options.url.empty() && options.token.empty())
    throw UsageError("--url needs a token: name its variable by --token-env");
}

// A folder for logs, away from the dumps.
std::string make_scratch(Guardian& guardian) {
  std::string folder = "/tmp/heapgate-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw OutputError(folder + ": cannot be made");
  guardian.folder(folder);
  return folder;
}

class Capture {
 public:
  explicit Capture(const CaptureOptions& options)
      : options_(options), staging_(options, guardian_), scratch_(make_scratch(guardian_)) {}

  std::vector<CapturedProcess> run();

 private:
  using Dump = void (Capture::*)(DumpSource&, unsigned);

  void open_sources();
  void run_load(const std::string& command, unsigned interval);
  void dump_all(Dump dump, unsigned number);
  void rehearse(DumpSource& source, unsigned) { staging_.rehearse(source, Deadline(options_.timeout)); }
  void take(DumpSource& source, unsigned number) {
    staging_.take(source, number, Deadline(options_.timeout));
  }
  void check_endpoint() const;
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
  std::string scratch_;
  std::unique_ptr<Server> server_;
  std::vector<std::unique_ptr<DumpSource>> sources_;
};

void Capture::open_sources() {
  if (!options_.url.empty()) {
    if (exposes_token(options_.url))
      note(options_.url + ": the token and the dump travel in clear text; use https");
    sources_.push_back(std::make_unique<Endpoint>(options_.url, options_.token));
    return;
  }
  std::vector<int> pids = options_.pids;
  if (!options_.server_command.empty()) {
    step("starting the server");
    server_ = std::make_unique<Server>(options_.server_command, options_.ready_url, scratch_ + "/server.log",
                                       guardian_, Deadline(options_.timeout));
    pids = {server_->ruby_process(Deadline(options_.ready_url.empty() ? options_.timeout : kWorkersSeconds))};
  }
  step("reaching the server by rbtrace");
  for (auto& hook : hook_into(targets(pids, options_.workers), options_, scratch_, guardian_)) {
    sources_.push_back(std::move(hook));
  }
}

// `interval`: 0 for the warm-up, else the number of the dump that follows, less one.
void Capture::run_load(const std::string& command, unsigned interval) {
  const std::string name = interval == 0 ? "the warm-up" : "the load";
  step(interval == 0 ? "warming up"
                     : "load " + std::to_string(interval) + " of " + std::to_string(options_.rounds - 1));
  ShellCommand load(command, scratch_ + "/load.log", guardian_, kLoadGrace,
                    {{"HEAPGATE_INTERVAL", std::to_string(interval)}});
  const CommandEnd end = load.wait(Deadline(options_.timeout));
  if (!end.well()) throw CaptureError(name + " failed: " + end.text());
  std::this_thread::sleep_for(std::chrono::duration<double>(options_.settle));
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

std::vector<CapturedProcess> Capture::run() {
  open_sources();
  run_load(options_.warmup_command.empty() ? options_.load_command : options_.warmup_command, 0);
  step("a dump to throw away");
  dump_all(&Capture::rehearse, 0);
  check_endpoint();
  staging_.check_room();
  for (unsigned number = 1; number <= options_.rounds; ++number) {
    if (number > 1) run_load(options_.load_command, number - 1);
    step("dump " + std::to_string(number) + " of " + std::to_string(options_.rounds));
    dump_all(&Capture::take, number);
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
