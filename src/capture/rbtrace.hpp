#pragma once

#include <sys/types.h>

#include <string>

#include "guardian.hpp"
#include "hook.hpp"
#include "util/http/deadline.hpp"

namespace heapgate {

/// The shell command that runs rbtrace: `wish` if it is not empty, `bundle exec rbtrace` if the Gemfile.lock
/// at hand has it, else rbtrace from PATH. Throws CaptureError if there is none.
[[nodiscard]] std::string find_rbtrace(const std::string& wish);

/// Throws CaptureError if rbtrace cannot reach the process, a Ruby of this user's, saying why: the gem not
/// loaded, another tracer, a stale queue, other message queues or another /tmp than here.
void check_rbtrace(pid_t pid);

/// Has rbtrace load the hook's script in the process, and returns when the hook has reported and rbtrace is
/// gone. `log`: a path for what rbtrace says. Throws CaptureError.
void attach(Hook& hook, const std::string& rbtrace, const std::string& log, Guardian& guardian,
            const Deadline& deadline);

}  // namespace heapgate
