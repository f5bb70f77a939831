#pragma once

#include <string>

#include "heapgate/report.hpp"

/// One function a format; each ends its text with a newline, unless it is empty.
namespace heapgate {

[[nodiscard]] std::string render_human(const Verdict& verdict, bool colour);
[[nodiscard]] std::string render_junit(const Verdict& verdict);
[[nodiscard]] std::string render_json(const Verdict& verdict);
[[nodiscard]] std::string render_markdown(const Verdict& verdict, const RenderOptions& options);
[[nodiscard]] std::string render_sarif(const Verdict& verdict);
/// GitLab's code quality report.
[[nodiscard]] std::string render_codequality(const Verdict& verdict);
/// Empty if there is nothing to annotate.
[[nodiscard]] std::string render_github(const Verdict& verdict);
[[nodiscard]] std::string render_openmetrics(const Verdict& verdict);
[[nodiscard]] std::string render_benchmark(const Verdict& verdict);

}  // namespace heapgate
