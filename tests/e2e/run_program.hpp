#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "heap_text.hpp"

namespace heapgate::test {

struct ProgramRun {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs a shell command in `folder`, with `heapgate` as the built program and without the variables of the CI
/// that runs the tests.
inline ProgramRun run_in(const std::string& folder, const std::string& command) {
  const TempFolder scratch;
  const std::string script = "cd '" + folder +
                             "' && unset GITHUB_WORKSPACE GITHUB_ACTIONS GITHUB_STEP_SUMMARY "
                             "GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_SHA GITLAB_CI CIRCLECI BUILDKITE "
                             "JENKINS_URL && heapgate() { " +
                             HEAPGATE_PROGRAM + " \"$@\"; } && { " + command + "; }";
  scratch.write("script", script);
  const std::string line = "bash '" + scratch.path("script") + "' >'" + scratch.path("out") + "' 2>'" +
                           scratch.path("err") + "' </dev/null";
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(scratch.path("out")),
          read_file(scratch.path("err"))};
}

inline std::string data(const std::string& name) {
  return std::string(HEAPGATE_TEST_DATA) + "/" + name;
}

/// The dumps of a set in tests/data, as arguments.
inline std::string dumps(const std::string& set) {
  std::string text;
  for (const char* name : {"/1.json.zst", "/2.json.zst", "/3.json.zst"})
    text += "'" + data(set) + name + "' ";
  return text;
}

}  // namespace heapgate::test
