#pragma once

#include <sys/types.h>

#include <string>

#include "dump_source.hpp"
#include "guardian.hpp"

namespace heapgate {

/// The other end of hook.rb, by named pipes in a folder that belongs to the server's user.
class Hook : public DumpSource {
 public:
  /// Makes the folder with the script and the pipes. Throws OutputError.
  Hook(pid_t pid, uid_t owner, Guardian& guardian);
  /// As end().
  ~Hook() override;
  Hook(const Hook&) = delete;
  Hook& operator=(const Hook&) = delete;

  /// What the server has to evaluate.
  [[nodiscard]] std::string expression() const { return "load '" + script_ + "'"; }
  /// Waits up to `milliseconds` for the script to report; true once it has.
  bool connected(int milliseconds);
  /// Whether allocations are traced; known once connected.
  [[nodiscard]] bool tracing() const { return tracing_; }
  /// Traces allocations until the hook ends.
  void start_tracing(const Deadline& deadline);

  [[nodiscard]] pid_t pid() const override { return pid_; }
  DumpFacts dump(const Sink& sink, const Deadline& deadline) override;

  /// Ends the script and waits until nothing of it is left in the server.
  void end();

 private:
  struct Dumping;

  [[nodiscard]] std::string path(const char* name) const { return folder_ + "/" + name; }
  void read_hello(const std::string& line);
  bool next_event(std::string& line, int milliseconds);
  void send(const std::string& command);
  void read_events();
  static void on_event(const std::string& line, Dumping& dumping);
  [[noreturn]] void fail_ended(const std::string& during) const;

  pid_t pid_;
  std::string folder_;
  std::string script_;
  std::string ruby_;
  std::string received_;  // of the events, not yet a line
  int events_ = -1;
  int commands_ = -1;
  bool tracing_ = false;
  bool closed_ = false;  // the script closed its end
};

}  // namespace heapgate
