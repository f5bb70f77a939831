#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "heapgate/version.hpp"
#include "run_program.hpp"

namespace heapgate::test {

/// How the program names itself.
inline const std::string kProgram = std::string("heapgate ") + kVersion;

/// A shell function: waits until the process PID has FILE open.
inline const std::string kOpened =
    "opened() { for i in $(seq 600); do ls -l /proc/$1/fd 2>/dev/null | grep -q $2 && return; sleep 0.05; "
    "done; "
    "return 1; }; ";

/// Runs the program in a folder of the test's own.
class ProgramTest : public testing::Test {
 protected:
  ProgramRun run(const std::string& command) { return run_in(folder_.path(), command); }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path(name); }
  [[nodiscard]] std::string file(const std::string& name) const { return read_file(path(name)); }
  [[nodiscard]] bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }

  /// What is below a folder, in order: all but folders that hold something.
  [[nodiscard]] std::vector<std::string> files(const std::string& folder = "") const {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(path(folder), error), end;
         !error && entry != end; entry.increment(error)) {
      if (!entry->is_directory() || std::filesystem::is_empty(entry->path()))
        names.push_back(std::filesystem::relative(entry->path(), path(folder)));
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// The dumps of a set of tests/data as plain files: 1.json to 3.json.
  void unpack(const std::string& set, const std::string& folder = ".") {
    const ProgramRun done = run("mkdir -p " + folder + " && for n in 1 2 3; do zstd -dcq '" + data(set) +
                                "'/$n.json.zst >" + folder + "/$n.json || exit; done");
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }

  TempFolder folder_;
};

}  // namespace heapgate::test
