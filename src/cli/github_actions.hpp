#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapgate/report.hpp"

/// What differs where GitHub Actions runs heapgate, and reads what it prints.
namespace heapgate {

[[nodiscard]] bool in_github_actions();

/// Prints text for people on standard output. On GitHub no line of it is read as a workflow command: a class
/// of a dump may be called `::error::…`.
void print(const std::string& text);

/// On GitHub: the outputs and, unless they have them, annotations. They go to standard error where a report
/// for programs takes standard output; the runner reads both.
[[nodiscard]] std::vector<Output> with_annotations(std::vector<Output> outputs);

/// The file that the step's summary is collected in; none if there is none.
[[nodiscard]] std::optional<std::string> step_summary();

/// Whether `path` is the file of the step's summary, which is never replaced: other commands add to it, too.
[[nodiscard]] bool is_step_summary(const std::string& path);

/// Adds the summary of the verdict to the file at `path`, as long as GitHub takes it. Throws OutputError.
void add_summary(const std::string& path, const Verdict& verdict, RenderOptions options);

/// What the path of a file in the repository is appended to for a link; empty if that is not known.
[[nodiscard]] std::string source_url();

}  // namespace heapgate
