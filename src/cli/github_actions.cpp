#include "github_actions.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <random>

#include "diagnostics.hpp"
#include "report/markdown_text.hpp"
#include "terminal.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

// What a dump cannot have guessed: 128 random bits.
std::string random_token() {
  std::random_device random;
  std::string token = "heapgate-";
  for (int i = 0; i < 4; ++i) {
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", static_cast<unsigned>(random()));
    token += digits.data();
  }
  return token;
}

std::uintmax_t size_of(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace

bool in_github_actions() {
  return environment("GITHUB_ACTIONS") == "true";
}

void print(const std::string& text) {
  if (!in_github_actions()) return write_output("", text);
  const std::string token = random_token();
  write_output("", "::stop-commands::" + token + "\n" + text + "::" + token + "::\n");
}

std::vector<Output> with_annotations(std::vector<Output> outputs) {
  const auto is_github = [](const Output& output) { return output.format == Format::github; };
  if (std::any_of(outputs.begin(), outputs.end(), is_github)) return outputs;
  const auto is_for_programs = [](const Output& output) {
    return output.path.empty() && output.format != Format::human;
  };
  const bool taken = std::any_of(outputs.begin(), outputs.end(), is_for_programs);
  outputs.push_back({Format::github, taken ? "/dev/stderr" : ""});
  return outputs;
}

std::optional<std::string> step_summary() {
  const std::string path = environment("GITHUB_STEP_SUMMARY");
  return in_github_actions() && !path.empty() ? std::optional(path) : std::nullopt;
}

bool is_step_summary(const std::string& path) {
  const auto summary = step_summary();
  std::error_code error;
  return summary && !path.empty() &&
         (fs::absolute(path) == fs::absolute(*summary) || fs::equivalent(path, *summary, error));
}

void add_summary(const std::string& path, const Verdict& verdict, RenderOptions options) {
  const std::uintmax_t used = size_of(path);
  // A blank line, so that our heading is one whatever stands before it.
  const std::string gap = used == 0 ? "" : "\n\n";
  const std::size_t most = options.most_bytes;
  options.most_bytes = used + gap.size() < most ? most - static_cast<std::size_t>(used) - gap.size() : 0;
  const std::string text = render(Format::markdown, verdict, options);
  if (text.size() > options.most_bytes) {
    complain(path + ": the summary is left out, or GitHub would drop all of this step's, over 1 MiB");
    return;
  }
  append_output(path, gap + text);
}

std::string source_url() {
  const std::string server = environment("GITHUB_SERVER_URL");
  const std::string repository = environment("GITHUB_REPOSITORY");
  const std::string commit = environment("GITHUB_SHA");
  if (server.empty() || repository.empty() || commit.empty()) return "";
  const std::size_t host = server.find("://");
  const bool is_web = server.starts_with("https://") || server.starts_with("http://");
  // A port is the one thing of an address that is no part of a path.
  const bool is_plain = is_web && server.find_first_of(" <>()[]\"'`\\\n\r\t", host) == std::string::npos;
  if (!is_plain) return "";
  return server + "/" + url_path(repository) + "/blob/" + url_path(commit) + "/";
}

}  // namespace heapgate
