#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// From a running server to dumps that can be judged.
namespace heapgate {

/// What to do about a server that does not trace its allocations.
enum class TracingPolicy {
  require,  ///< refuse it: its dumps would name no sites
  start,    ///< trace during the capture; what was allocated before stays without a site
  none,     ///< take dumps without sites
};

/// How the child that writes a dump is made.
enum class ForkMode {
  automatic,  ///< threads, and plain where that fails or the child stalls
  threads,    ///< by fork(2): the stacks of all threads are roots in the dump
  plain,      ///< by Ruby's own fork, below the application's hooks: what only other threads hold has no root
};

/// How the dumps on disk are compressed.
enum class CapturedAs { plain, gzip, zstd };

struct CaptureOptions {
  // The server, one of the three:
  std::vector<int> pids;       ///< running processes, or masters of forked workers
  std::string server_command;  ///< a shell command that starts the server
  std::string url;             ///< an endpoint that serves a dump

  bool workers = true;         ///< of a process with forked workers dump the workers, not itself
  std::string process;         ///< of a started server: a shell pattern, or a part, of the command line of
                               ///< what is to be dumped; empty: what listens at `ready_url`, or worked in the
                               ///< warm-up
  std::string ready_url;       ///< the server, started or of `url`, is ready when this answers 2xx or 3xx
  std::string token;           ///< for `url`
  std::string load_command;    ///< a shell command: the load between two dumps
  std::string warmup_command;  ///< a shell command; empty: the load, once
  std::string rbtrace;         ///< a shell command that runs rbtrace; empty: found
  std::string out;             ///< the folder for the dumps; made if it is missing
  std::optional<std::uint64_t> iterations;  ///< requests of one load, for the meta files
  unsigned rounds = 3;                      ///< number of dumps kept, 3 or more
  double timeout = 600;  ///< seconds that each step may take: getting ready, a load, a dump
  double settle = 1;     ///< seconds between a load's end and the dump
  TracingPolicy tracing = TracingPolicy::require;
  ForkMode fork = ForkMode::automatic;
  CapturedAs compression = CapturedAs::plain;
  bool replace = false;  ///< dumps that `out` holds already are replaced

  std::function<void(const std::string&)> progress;  ///< called with each step that begins; may be empty
  std::function<void(const std::string&)> note;      ///< called with what the user should know; may be empty
  std::function<void(std::string_view)>
      output;  ///< takes what server and load print, as it comes; may be empty
};

struct CapturedProcess {
  int pid = 0;
  std::string command;             ///< its command line; empty if it is not known
  std::string ruby;                ///< RUBY_DESCRIPTION
  std::vector<std::string> dumps;  ///< paths, in the order taken
  std::uint64_t bytes = 0;         ///< of the dumps' text
};

/// Warms the server up, throws one dump away, then takes a dump, runs the load, takes a dump, and so on.
/// Every dump in `out` is complete, with a meta file beside it; several processes get a folder each, named
/// by pid. On an error `out` is as it was, unless three rounds or more were complete: their dumps are put
/// there, and the error says so. However the capture ends, kill -9 included, nothing of it is left in the
/// server, in the system or on disk: call it before any thread is started, since it forks a guardian. Throws
/// UsageError, CaptureError (the server or the load is to blame) or OutputError.
[[nodiscard]] std::vector<CapturedProcess> capture(const CaptureOptions& options);

/// The Ruby script that a process preloads (RUBYOPT=-rFILE) so that it can be captured by its pid. Valid for
/// the program's lifetime.
[[nodiscard]] std::string_view hook_script();

}  // namespace heapgate
