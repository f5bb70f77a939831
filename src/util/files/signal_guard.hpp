#pragma once

#include <csignal>

namespace heapgate {

/// Holds back the signals that end a run, from this thread and those that it begins: while a file stands
/// aside under a name, so that none is left behind, or where another thread takes them.
class SignalGuard {
 public:
  SignalGuard() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
  }
  ~SignalGuard() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace heapgate
