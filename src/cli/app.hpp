#pragma once

namespace heapgate {

/// The whole program: parses the command line, runs the subcommand, gives the exit code. All errors end here.
int run_app(int argc, char** argv);

}  // namespace heapgate
