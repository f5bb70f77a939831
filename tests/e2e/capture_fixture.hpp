#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "leftovers.hpp"
#include "program_test.hpp"
#include "puma.hpp"

namespace heapgate::test {

/// What a capture wrote to standard error, without the line that it writes for each step.
inline std::string without_steps(const std::string& text) {
  static const std::regex step(
      "starting the server|waiting until the server is ready|warming up|reaching process .*|a dump to throw "
      "away|dump [0-9]+ of [0-9]+|"
      "load [0-9]+ of [0-9]+|process .*; again, by Ruby's own fork");
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, step)) rest += line + "\n";
  }
  return rest;
}

/// First of all, since the test's folder is in /tmp.
class PrivateTmp {
 protected:
  const bool is_private_ = enter_private_tmp();
};

/// The dumps of one process.
inline const std::vector<std::string> kThreeDumps{"1.json", "1.json.meta", "1.json.names",
                                                  "2.json", "2.json.meta", "2.json.names",
                                                  "3.json", "3.json.meta", "3.json.names"};

/// Captures of real servers. Behind each test nothing may be left of any.
class CaptureTest : private PrivateTmp, public ProgramTest {
 protected:
  void SetUp() override {
    before_ = traces_in_tmp();
    queues_before_ = queue_keys();
  }

  void TearDown() override {
    expect_nothing_left();
    pumas_.clear();
    background_.clear();
    EXPECT_TRUE(eventually([this] { return mark_.processes().empty(); })) << listed(mark_.processes());
  }

  Puma& start(const PumaOptions& options = {}) {
    pumas_.push_back(std::make_unique<Puma>(options, path("puma" + std::to_string(pumas_.size()) + ".log")));
    return *pumas_.back();
  }

  void stop_servers() { pumas_.clear(); }

  /// Ends with the fixture. Starts with `exec`, so that the pid is the program's.
  Background& start_background(const std::string& command) {
    const std::string log = path("background" + std::to_string(background_.size()) + ".log");
    background_.push_back(std::make_unique<Background>(command, log));
    return *background_.back();
  }

  /// `heapgate capture ... --out DIR` in the test's folder. Defaults are left out where `arguments` name
  /// them.
  [[nodiscard]] std::string capture_command(const std::string& arguments) const {
    const std::string program = HEAPGATE_PROGRAM;
    std::string command = "timeout -k 15 150 '" + program + "' capture " + arguments;
    if (arguments.find("--timeout") == std::string::npos) command += " --timeout 60";
    if (arguments.find("--settle") == std::string::npos) command += " --settle 0";
    if (arguments.find("--load") == std::string::npos) command += " --load true";
    if (arguments.find("--out") == std::string::npos) command += " --out dumps";
    return command;
  }
  ProgramRun capture(const std::string& arguments, const std::string& before = "") {
    ProgramRun captured = run(before + " " + capture_command(arguments));
    steps_ = captured.err;
    captured.err = without_steps(captured.err);
    return captured;
  }
  Background& capture_in_background(const std::string& arguments) {
    std::string command = capture_command(arguments);
    command.replace(0, std::string("timeout -k 15 150").size(), "exec");
    return start_background("cd '" + folder_.path() + "' && " + command);
  }

  /// What `heapgate check` says of the folder.
  nlohmann::json check(const std::string& folder = "dumps") {
    const ProgramRun checked = run("heapgate check '" + folder + "' -o json");
    EXPECT_EQ(checked.err, "");
    return nlohmann::json::parse(checked.out, nullptr, false);
  }

  [[nodiscard]] std::vector<std::string> files(const std::string& folder = "dumps") const {
    return ProgramTest::files(folder);
  }
  /// Whether this test has a /tmp and message queues of its own.
  [[nodiscard]] bool private_tmp() const { return is_private_; }
  /// All that the last capture() wrote to standard error.
  [[nodiscard]] const std::string& steps() const { return steps_; }

  /// Processes, folders, sockets and queues; threads in the servers that still run.
  void expect_nothing_left() {
    std::string left;
    EXPECT_TRUE(eventually([&] { return (left = whats_left()).empty(); }, 30)) << left;
  }

  /// The capture failed with this message, and has not even made the folder.
  void expect_failure(const ProgramRun& run, const std::string& message, int exit_code = 3) {
    EXPECT_EQ(run.err, "heapgate: " + message + "\n");
    EXPECT_EQ(run.exit_code, exit_code);
    EXPECT_EQ(run.out, "");
    EXPECT_FALSE(exists("dumps"));
    expect_nothing_left();
  }

  /// The child that dumps, once it is there.
  static pid_t dumping_child(pid_t server) {
    std::vector<pid_t> children;
    eventually([&] { return !(children = descendants(server)).empty(); }, 60);
    return children.empty() ? 0 : children.front();
  }

 private:
  [[nodiscard]] std::string whats_left() const {
    std::set<pid_t> expected;
    std::string left;
    for (const auto& puma : pumas_) {
      for (const pid_t pid : puma->processes()) {
        expected.insert(pid);
        for (const std::string& name : threads_of(pid))
          if (name.starts_with("heapgate")) left += "a thread of " + command_line(pid) + "\n";
        if (queue_keys().contains(-pid)) left += "a queue of " + command_line(pid) + "\n";
      }
    }
    for (const auto& background : background_) {
      if (runs(background->pid())) expected.insert(background->pid());
    }
    for (const pid_t pid : mark_.processes())
      if (!expected.contains(pid)) left += "process " + command_line(pid) + "\n";
    for (const std::string& path : traces_in_tmp())
      if (!before_.contains(path) && is_private_) left += path + "\n";
    if (is_private_ && queue_keys() != queues_before_) left += read_file("/proc/sysvipc/msg");
    return left;
  }

  static std::string listed(const std::vector<pid_t>& pids) {
    std::string text;
    for (const pid_t pid : pids) text += command_line(pid) + "\n";
    return text;
  }

  std::string steps_;
  Mark mark_;
  std::set<std::string> before_;
  std::set<long> queues_before_;
  std::vector<std::unique_ptr<Puma>> pumas_;
  std::vector<std::unique_ptr<Background>> background_;
};

}  // namespace heapgate::test
