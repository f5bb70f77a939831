#pragma once

#include <sys/types.h>

#include <string>

/// What rbtrace uses to talk to a process: a System V message queue whose key is the negative pid, and a
/// socket that the tracer binds. Checked with rbtrace 0.4.14.
namespace heapgate {

/// "/tmp/rbtrace-PID.sock"
[[nodiscard]] std::string tracer_socket(pid_t pid);

/// Whether the process has its queue.
[[nodiscard]] bool has_queue(pid_t pid);

/// Makes the way free of what earlier processes and tracers left: messages and queues of a dead process that
/// had the same pid, a dead tracer's socket. Returns what stands in the way and cannot be cleared, empty if
/// nothing does.
[[nodiscard]] std::string clear_leftovers(pid_t pid);

/// Ends whatever session the process has with a tracer that is gone, and removes the queue: a live process
/// is made to do it itself, so that it can be traced again; a dead one's queue is removed. A tracer that is
/// still alive is let be.
void end_tracing_session(pid_t pid);

/// The same where rbtrace was ended, whose signal the process may hear only now. Takes a second.
void end_late_tracing_session(pid_t pid);

}  // namespace heapgate
