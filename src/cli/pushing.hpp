#pragma once

#include <string>

#include "recording.hpp"

namespace heapgate {

/// Where a check's metrics go.
struct PushingFlags {
  std::string url;
  std::string token_variable;
};

void add_pushing_options(CLI::App& command, PushingFlags& flags);

/// Throws UsageError if nothing could be pushed so, before any dump is read.
void check_pushing(const PushingFlags& flags);

/// Pushes the metrics, if that is asked for. What goes wrong is a warning: no verdict depends on it.
void push(const PushingFlags& flags, const RecordingFlags& recording, const Verdict& verdict);

}  // namespace heapgate
