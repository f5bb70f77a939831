#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "dump_source.hpp"
#include "guardian.hpp"
#include "heapgate/capture.hpp"
#include "hook_pipes.hpp"

namespace heapgate {

/// The other end of hook.rb in one process.
class Hook : public DumpSource {
 public:
  /// For a running process of `owner`: a folder below `temporary` with the script, which the process has to
  /// load (expression()), and its pipes. Throws OutputError.
  static std::unique_ptr<Hook> to_load(pid_t pid, uid_t owner, const std::string& temporary,
                                       Guardian& guardian);
  /// For a process that has preloaded the script and made its pipes in `folder`; null if it has not, or is
  /// gone.
  static std::unique_ptr<Hook> preloaded(pid_t pid, uid_t owner, const std::string& folder);
  /// As end().
  ~Hook() override;
  Hook(const Hook&) = delete;
  Hook& operator=(const Hook&) = delete;

  /// What the process has to evaluate.
  [[nodiscard]] std::string expression() const { return "load '" + script_ + "'"; }
  /// Waits up to `milliseconds` for the script to report; true once it has. Throws CaptureError if it says
  /// that it cannot work.
  bool connected(int milliseconds);
  /// Whether allocations are traced; known once connected.
  [[nodiscard]] bool tracing() const { return tracing_; }
  /// Objects that the process had allocated when it reported.
  [[nodiscard]] std::uint64_t allocated() const { return allocated_; }
  /// Processes that it had forked by then, if the script was preloaded.
  [[nodiscard]] std::uint64_t forks() const { return forks_; }
  /// Traces allocations until the hook ends.
  void start_tracing(const Deadline& deadline);
  /// Has the process load what fork(2) needs: before the warm-up, so that no dump shows it, and behind the
  /// application's boot.
  void prepare();
  /// `automatic` begins with `threads`, and falls back.
  void fork_by(ForkMode mode);

  [[nodiscard]] pid_t pid() const override { return pid_; }
  Meta dump(const Sink& sink, const Deadline& deadline) override;
  bool fall_back() override;

  /// Ends the script, or leaves a preloaded one alone, and waits until nothing else is left in the process.
  void end();

 private:
  struct Dumping;

  Hook(pid_t pid, HookPipes pipes, std::string script, bool preloaded);
  bool next_event(std::string& line, int milliseconds);
  /// False if nobody reads it any more.
  [[nodiscard]] bool write_command(const std::string& command) const;
  void send(const std::string& command);
  void read_events();
  void run_dump(Dumping& dumping, const OpenFile& data, const Sink& sink, const Deadline& deadline);
  [[noreturn]] void fail_ended(const std::string& during) const;

  pid_t pid_;
  HookPipes pipes_;
  std::string script_;  // as its objects' sites name it
  bool preloaded_;
  std::string ruby_;
  std::string received_;  // of the events, not yet a line
  std::uint64_t allocated_ = 0;
  std::uint64_t forks_ = 0;
  bool tracing_ = false;
  bool closed_ = false;  // the script closed its end
  bool threads_ = true;  // by fork(2), with the stacks of all threads
  bool may_fall_back_ = true;
};

}  // namespace heapgate
