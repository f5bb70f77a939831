#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

/// From a verdict to bytes, and from bytes to their place.
namespace heapgate {

enum class Format { human, junit, json, markdown, sarif, codequality, github, openmetrics, benchmark };

/// One report asked for. An empty path is standard output.
struct Output {
  Format format = Format::human;
  std::string path;
};

/// What a report shows beside the verdict.
struct RenderOptions {
  bool colour = false;     ///< of `human`
  std::string source_url;  ///< of `markdown`: what a path in the repository is linked to, with its last /
  std::vector<std::string> command;  ///< of `markdown`: the words of the command that gives this verdict
  std::string command_folder;        ///< where to run it, from the repository's root; empty for the root
  std::size_t most_bytes = (1 << 20) - 1;  ///< of `markdown`: GitHub drops a summary over 1 MiB as a whole
};

/// Parses FORMAT[=PATH]; a PATH of `-` is standard output. Throws UsageError.
[[nodiscard]] Output parse_output(const std::string& text);

/// The outputs asked for and, unless one of them takes standard output, `human` on it. Throws UsageError if
/// two reports would go to one place.
[[nodiscard]] std::vector<Output> complete_outputs(std::vector<Output> outputs);

/// The same verdict gives the same bytes. Whatever a dump or rule file is called, the text holds no control
/// character, and none but `human` holds a line that GitHub's runner takes for a command; those of `github`
/// are meant.
[[nodiscard]] std::string render(Format format, const Verdict& verdict, const RenderOptions& options = {});

/// The effective rules, each with the place it comes from; with a verdict, what each one found.
[[nodiscard]] std::string render_rules(const Rulebook& rulebook, const Verdict* verdict);

/// What keeps each leak, for people. The verdict has an explanation; `group`: only leaks with this text in
/// the class or site of one of their groups.
[[nodiscard]] std::string render_explanation(const Verdict& verdict, const std::string& group, bool colour);

/// Puts `bytes` in place: written aside and renamed onto a new or regular file, written directly to a device,
/// a FIFO or standard output. On an error nothing is left of it, what was there before stays, and OutputError
/// is thrown.
void write_output(const std::string& path, const std::string& bytes);

/// Adds `bytes` at the end of a file that others add to as well. On an error what was added is taken away
/// again, and OutputError is thrown.
void append_output(const std::string& path, const std::string& bytes);

}  // namespace heapgate
